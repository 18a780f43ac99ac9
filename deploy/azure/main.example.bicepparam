// Copy to main.bicepparam and fill in. No secret stands here: the password comes from the environment.
using 'main.bicep'

param registryName = 'exempelregistry'
param image = 'vem-ansvarar:1'
param operatorName = 'Region Exempel'
param operatorContact = 'https://www.example.org/kontakt'
param databasePassword = readEnvironmentVariable('DATABASE_PASSWORD')
param ombud = loadTextContent('ombud.example.yaml')
param settings = {
  KEEP_TICKETS_DAYS: 730
}
