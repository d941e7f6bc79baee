import type { GitSource } from '../../core/git/change-reader.ts'
import type { Scope } from './scope.ts'

/** Where the git objects of a scope's repository are read, with a token for that repository alone. */
export function gitSource({ repository, installation, services }: Scope): GitSource {
  return {
    id: repository.id,
    name: `${repository.owner}/${repository.name}`,
    token: () => services.gitTokens.read(installation, repository.id),
  }
}
