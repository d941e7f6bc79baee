/** `owner/name` of the forge, canonical, without `.git`. */
export type RepositoryName = string
