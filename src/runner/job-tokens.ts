/** Names of variables in which a job has a token of the forge. */
const names = ['GITHUB_TOKEN', 'GH_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']

/** Values of the forge's tokens that an environment has, each once. */
export function tokensIn(environment: NodeJS.ProcessEnv): string[] {
  const values = names.map((name) => environment[name]?.trim() ?? '')
  return [...new Set(values.filter((value) => value !== ''))]
}
