// «Vem ansvarar?» in Azure. Container Apps rather than App Service: replicas, probes and rolling updates of a plain image, and
// secrets from Key Vault also as files. The bot is its managed identity, so there is no client secret that could run out.
targetScope = 'resourceGroup'

@description('Names of all resources begin with this.')
@minLength(3)
@maxLength(11)
param name string = 'vemansvarar'

@description('Where everything but the bot registration lies; the registration is global.')
param location string = 'swedencentral'

@description('The registry in this resource group that holds the image.')
param registryName string

@description('The image in the registry, with its tag.')
param image string

@description('The administrator of the database is the service: letters and digits only, for it stands in an address.')
@secure()
@minLength(32)
param databasePassword string

@description('OMBUD_FILE: who is ombud, and the administrators.')
@secure()
param ombud string

@description('The public host of the service, if it is another than the one that Container Apps gives.')
param publicHost string = ''

@description('OPERATOR_NAME: who runs the service.')
param operatorName string

@description('OPERATOR_CONTACT: an e-mail address, or an address that begins with https://.')
param operatorContact string

@description('Tenants that may use the bot besides the one it is deployed in.')
param moreTenants array = []

@description('More settings of the service by name, such as KEEP_TICKETS_DAYS.')
param settings object = {}

@minValue(1)
param minReplicas int = 2

@description('Twice this number times databasePool must be less than the connections that the database takes: 35 on Standard_B1ms.')
@minValue(1)
param maxReplicas int = 3

@minValue(1)
param databasePool int = 4

@description('Size of the database.')
param databaseSku object = { name: 'Standard_B1ms', tier: 'Burstable' }

@description('Days that the platform keeps backups of the database and logs.')
@minValue(7)
@maxValue(35)
param backupDays int = 14

@minValue(30)
param logDays int = 30

var suffix = uniqueString(resourceGroup().id)
var appName = '${name}-bot'
var port = 3978

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

module network 'network.bicep' = {
  name: 'network'
  params: { name: name, location: location }
}

module database 'database.bicep' = {
  name: 'database'
  params: {
    name: '${name}-${suffix}'
    location: location
    sku: databaseSku
    password: databasePassword
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseZoneId
    backupDays: backupDays
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: '${name}${take(suffix, 12)}'
    location: location
    readerId: identity.properties.principalId
    databaseHost: database.outputs.host
    databasePassword: databasePassword
    ombud: ombud
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: logDays }
}

resource appEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: network.outputs.appSubnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
  }
}

var host = empty(publicHost) ? '${appName}.${appEnvironment.properties.defaultDomain}' : publicHost

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

var pullRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, pullRole)
  scope: registry
  properties: { principalId: identity.properties.principalId, principalType: 'ServicePrincipal', roleDefinitionId: pullRole }
}

var given = [for setting in items(settings): { name: setting.key, value: string(setting.value) }]

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: appName
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  dependsOn: [mayPull]
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: port, transport: 'http', allowInsecure: false }
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: [
        { name: 'database-url', keyVaultUrl: vault.outputs.databaseUrlUri, identity: identity.id }
        { name: 'ombud', keyVaultUrl: vault.outputs.ombudUri, identity: identity.id }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${image}'
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(
            [
              { name: 'MicrosoftAppId', value: identity.properties.clientId }
              { name: 'MicrosoftAppType', value: 'UserAssignedMSI' }
              { name: 'MicrosoftAppTenantId', value: tenant().tenantId }
              { name: 'ALLOWED_TENANTS', value: join(concat([tenant().tenantId], moreTenants), ',') }
              { name: 'PORT', value: string(port) }
              { name: 'PUBLIC_URL', value: 'https://${host}' }
              { name: 'DATABASE_URL', secretRef: 'database-url' }
              { name: 'DATABASE_POOL', value: string(databasePool) }
              { name: 'PGSSLMODE', value: 'verify-full' }
              { name: 'PGSSLROOTCERT', value: '/etc/ssl/certs/ca-certificates.crt' }
              { name: 'OMBUD_FILE', value: '/etc/vem-ansvarar/ombud.yaml' }
              { name: 'OPERATOR_NAME', value: operatorName }
              { name: 'OPERATOR_CONTACT', value: operatorContact }
            ],
            given
          )
          volumeMounts: [{ volumeName: 'config', mountPath: '/etc/vem-ansvarar' }]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 3
              failureThreshold: 40
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 15
              timeoutSeconds: 5
              failureThreshold: 4
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: port }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      volumes: [{ name: 'config', storageType: 'Secret', secrets: [{ secretRef: 'ombud', path: 'ombud.yaml' }] }]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [{ name: 'messages', http: { metadata: { concurrentRequests: '30' } } }]
      }
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${take(suffix, 6)}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Vem ansvarar?'
    endpoint: 'https://${host}/api/messages'
    msaAppId: identity.properties.clientId
    msaAppType: 'UserAssignedMSI'
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant().tenantId
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true } }
}

output appId string = identity.properties.clientId
output host string = host
output app string = app.name
output vault string = vault.outputs.name
output databaseServer string = database.outputs.server
