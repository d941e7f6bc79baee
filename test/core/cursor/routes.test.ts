import { expect, test } from '@jest/globals'
import { classifyRoute } from '../../../src/core/cursor/routes.ts'

test.each<[method: string, target: string, kind: string, upstream: string]>([
  ['POST', '/auth/exchange_user_api_key', 'exchange', 'rpc'],
  ['POST', '/auth/refresh', 'refresh', 'rpc'],
  ['POST', '/agent.v1.AgentService/Run', 'run', 'rpc'],
  ['POST', '/agent.v1.AgentService/RunSSE', 'run-sse', 'rpc'],
  ['POST', '/aiserver.v1.BidiService/BidiAppend', 'append', 'rpc'],
  ['POST', '/aiserver.v1.ServerConfigService/GetServerConfig', 'server-config', 'rpc'],
  ['GET', '/v1/models', 'known', 'rest'],
  ['GET', '/v0/models?limit=5', 'known', 'rest'],
  ['GET', '/v1/me', 'known', 'rest'],
  ['GET', '/v1/repositories', 'known', 'rest'],
  ['POST', '/aiserver.v1.AnalyticsService/BootstrapStatsig', 'known', 'rpc'],
  ['POST', '/aiserver.v1.AiService/AvailableModels', 'known', 'rpc'],
  ['POST', '/aiserver.v1.DashboardService/GetUserPrivacyMode', 'known', 'rpc'],
  ['POST', '/agent.v1.AgentService/GetUsableModels', 'known', 'rpc'],
  ['POST', '/agent.v2.AgentService/Run', 'refused', ''],
  ['POST', '/aiserver.v1.DashboardService/CreateUserApiKey', 'credentials', 'rpc'],
  ['POST', '/aiserver.v1.DashboardService/ListBackgroundComposerSecrets', 'credentials', 'rpc'],
  ['POST', '/aiserver.v1.AuthService/GetEmail', 'credentials', 'rpc'],
  ['GET', '/auth/poll?uuid=1', 'credentials', 'rpc'],
  ['GET', '/v1/api-keys', 'credentials', 'rest'],
])('%s %s is %s', (method, target, kind, upstream) => {
  expect(classifyRoute(method, target)).toMatchObject({ kind, ...(upstream && { upstream }) })
})

test.each<[method: string, target: string, upstream: string]>([
  ['POST', '/aiserver.v1.AnalyticsService/TrackEvents', 'rpc'],
  ['POST', '/aiserver.v1.AnalyticsService/IngestConversation', 'rpc'],
  ['POST', '/aiserver.v1.ChatService/StreamUnifiedChatWithTools', 'rpc'],
  ['POST', '/aiserver.v1.AiService/StreamChat', 'rpc'],
  ['POST', '/aiserver.v1.DashboardService/DeleteAccount', 'rpc'],
  ['POST', '/aiserver.v1.DashboardService/GetTeamRawData', 'rpc'],
  ['POST', '/aiserver.v1.DashboardService/CreateCloudThing', 'rpc'],
  ['POST', '/aiserver.v1.NewThingService/DoIt', 'rpc'],
  ['POST', '/agent.v1.AgentService/RunPoll', 'rpc'],
  ['POST', '/agent.v1.AgentService/StreamLocalAgentMailbox', 'rpc'],
  ['POST', '/agent.v1.OtherService/Do', 'rpc'],
  ['POST', '/aiserver.v1.BidiService/BidiPush', 'rpc'],
  ['GET', '/aiserver.v1.BackgroundComposerService/Start', 'rpc'],
  ['GET', '/', 'rpc'],
  ['GET', '/healthz', 'rpc'],
  ['POST', '/v1/models', 'rest'],
  ['DELETE', '/v1/me', 'rest'],
  ['POST', '/v1/teams/members', 'rest'],
  ['GET', '/v1/teams/members', 'rest'],
  ['DELETE', '/v1/repositories', 'rest'],
])('%s %s is unknown', (method, target, upstream) => {
  expect(classifyRoute(method, target)).toEqual({ kind: 'unknown', upstream })
})

test.each(['/v1/me', '/v1/agents/bc-1', '/aiserver.v1.DashboardService/GetMe', '/healthz'])(
  'TRACE %s, which would show the credential, is refused',
  (target) => {
    expect(classifyRoute('TRACE', target)).toMatchObject({ kind: 'refused' })
  },
)

test('a call that is known is one with POST alone', () => {
  expect(
    classifyRoute('GET', '/aiserver.v1.DashboardService/GetMe?message=AA&encoding=proto'),
  ).toMatchObject({ kind: 'refused' })
})

test.each([
  ['POST', '/v1/agents', 'create'],
  ['POST', '/v0/agents', 'create'],
  ['GET', '/v1/agents', 'read'],
  ['GET', '/v1/agents/bc-1/runs/run-1/stream', 'read'],
  ['GET', '/v1/agents/bc-1/artifacts/download?path=a', 'read'],
  ['GET', '/v0/agents/bc-1/conversation', 'read'],
  ['GET', '/v1/agents/bc-1/env', 'unknown'],
  ['HEAD', '/v1/agents/bc-1', 'unknown'],
  ['POST', '/v1/agents/bc-1/runs', 'follow-up'],
  ['POST', '/v0/agents/bc-1/followup', 'follow-up'],
  ['POST', '/v1/agents/bc-1/runs/run-1/cancel', 'change'],
  ['POST', '/v1/agents/bc-1/archive', 'change'],
  ['POST', '/v0/agents/bc-1/stop', 'change'],
  ['DELETE', '/v1/agents/bc-1', 'change'],
  ['DELETE', '/v1/agents/bc-1/artifacts', 'unknown'],
  ['PATCH', '/v1/agents/bc-1', 'unknown'],
  ['POST', '/v1/agents/bc-1/teleport', 'unknown'],
  ['POST', '/v1/Agents', 'unknown'],
])('%s %s is the cloud action %s', (method, path, action) => {
  expect(classifyRoute(method, path)).toEqual({ kind: 'cloud-agent', action, upstream: 'rest' })
})

test.each([
  '//agent.v1.AgentService/Run',
  '/agent.v1.AgentService//Run',
  '/./agent.v1.AgentService/Run',
  '/x/../agent.v1.AgentService/Run',
  '/x/%2e%2e/agent.v1.AgentService/Run',
  '/agent.v1.AgentService%2fRun',
  '/agent.v1.AgentService\\Run',
  '/agent.v1.AgentService/Run;x=1',
  '/agent.v1.AgentService/Run#x',
  '/agent.v1.AgentService/%52un',
  '/agent.v1.agentservice/run',
  '/AGENT.v1.AgentService/Run',
  '/agent.v1.AgentService/Run/',
  '/%61gent.v1.AgentService/Run',
  '/%2561gent.v1.AgentService/Run',
  '/AUTH/exchange_user_api_key',
  '/v1/%61gents',
  '/v1/agents/..',
  '/v1/agents/%2e',
  '/v1/a%zz',
  '/agent.v1.AgentService/Run\u00e9',
  '*',
  'http://elsewhere.example/v1/agents',
  'elsewhere.example:443',
  '',
])('%s is refused: two readers could take it differently', (path) => {
  expect(classifyRoute('POST', path)).toEqual({ kind: 'refused', reason: expect.any(String) })
})

test('a stream that is not asked for with POST is refused', () => {
  expect(classifyRoute('GET', '/agent.v1.AgentService/Run')).toMatchObject({ kind: 'refused' })
})

test('cloud agents started over RPC are cloud agents', () => {
  for (const method of ['StartBackgroundComposerFromSnapshot', 'AddAsyncFollowup']) {
    expect(classifyRoute('POST', `/aiserver.v1.BackgroundComposerService/${method}`)).toEqual({
      kind: 'cloud-agent',
      action: 'unknown',
      upstream: 'rpc',
    })
  }
})

test.each(['/V1/agents', '/v1/agents/', '/v1/models/', '/v1/%6dodels'])(
  '%s is refused as an odd spelling',
  (path) => {
    expect(classifyRoute('POST', path)).toMatchObject({ kind: 'refused' })
  },
)
