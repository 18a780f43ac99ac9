// PostgreSQL, reached from inside the network only, over TLS.
param name string
param location string
param sku object
@secure()
param password string
param subnetId string
param dnsZoneId string
param backupDays int

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  sku: { name: sku.name, tier: sku.tier }
  properties: {
    version: '17'
    administratorLogin: 'bot'
    administratorLoginPassword: password
    authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' }
    network: { delegatedSubnetResourceId: subnetId, privateDnsZoneArmResourceId: dnsZoneId, publicNetworkAccess: 'Disabled' }
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'Disabled' }
    maintenanceWindow: { customWindow: 'Enabled', dayOfWeek: 0, startHour: 2, startMinute: 0 }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'bot'
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
}

output server string = server.name
output host string = server.properties.fullyQualifiedDomainName
