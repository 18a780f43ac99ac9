// What must not stand in a template or a setting. The service's identity may read it, nobody else gets a right here.
@maxLength(24)
param name string
param location string
@description('The principal that may read the secrets.')
param readerId string
param databaseHost string
@secure()
param databasePassword string
@secure()
param ombud string

var readRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, readerId, readRole)
  scope: vault
  properties: { principalId: readerId, principalType: 'ServicePrincipal', roleDefinitionId: readRole }
}

resource passwordSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-password'
  properties: { value: databasePassword }
}

resource urlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: { value: 'postgresql://bot:${databasePassword}@${databaseHost}/bot' }
}

resource ombudSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'ombud'
  properties: { value: ombud }
}

// Addresses without a version: a secret that is replaced is read anew within half an hour.
output name string = vault.name
output databaseUrlUri string = '${vault.properties.vaultUri}secrets/${urlSecret.name}'
output ombudUri string = '${vault.properties.vaultUri}secrets/${ombudSecret.name}'
