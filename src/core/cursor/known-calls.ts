const agentService = '/agent.v1.AgentService/'

/** The calls that make a run and that the guard itself takes part in. */
export const runCalls = [
  ['/auth/exchange_user_api_key', 'exchange'],
  ['/auth/refresh', 'refresh'],
  [`${agentService}RunSSE`, 'run-sse'],
  [`${agentService}Run`, 'run'],
  ['/aiserver.v1.BidiService/BidiAppend', 'append'],
  ['/aiserver.v1.ServerConfigService/GetServerConfig', 'server-config'],
] as const

const methodsOf = (service: string, methods: readonly string[]): string[] =>
  methods.map((method) => `/${service}/${method}`)

/**
 * What else an agent's run asks of the service over RPC: its name and models, and what the account
 * says about agents. Taken from the official SDK 1.0.32 and from what is known of the command line
 * client; money, members, keys and telemetry are not among them.
 */
export const askedRpcs: readonly string[] = [
  ...methodsOf('agent.v1.AgentService', [
    'NameAgent',
    'UpdateConversationMetadata',
    'GetUsableModels',
    'GetDefaultModelForCli',
    'GetAllowedModelIntents',
    'GetPromptContextUsage',
    'GetNewChatNudgeLegacyModelPicker',
    'GetNewChatNudgeParameterizedModelPicker',
  ]),
  // Older command line clients ask for models here.
  ...methodsOf('aiserver.v1.AiService', [
    'AvailableModels',
    'GetUsableModels',
    'GetDefaultModelForCli',
  ]),
  // The switches of the client's own features.
  ...methodsOf('aiserver.v1.AnalyticsService', ['BootstrapStatsig']),
  ...methodsOf('aiserver.v1.DashboardService', [
    'GetMe',
    'GetTeams',
    'GetUserPrivacyMode',
    'GetTeamPrivacyModeForced',
    'GetBaseTeamAdminSettings',
    'GetTeamAdminSettings',
    'GetTeamAdminSettingsOrEmptyIfNotInTeam',
    'GetTeamRepos',
    'GetTeamReposOrEmptyIfNotInTeam',
    'GetTeamRules',
    'GetTeamHooks',
    'GetTeamCommands',
    'GetGlobalCommands',
    'GetEffectiveUserPlugins',
    'ResolvePluginsByRef',
    'GetManagedSkills',
  ]),
]

/** The same over REST; all of them with GET. Cloud agents have actions of their own. */
export const askedRest = /^\/v[01]\/(?:me|models|repositories)$/
