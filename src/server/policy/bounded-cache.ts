/** A least-recently-used cache. */
export interface BoundedCache<V> {
  /** The value under `key`, made when there is none. */
  get(key: string, make: () => V): V
}

export function createBoundedCache<V>(maxEntries: number): BoundedCache<V> {
  const entries = new Map<string, V>()
  return {
    get(key, make) {
      const value = entries.has(key) ? (entries.get(key) as V) : make()
      entries.delete(key)
      entries.set(key, value)
      const oldest = entries.size > maxEntries ? entries.keys().next() : undefined
      if (oldest?.done === false) entries.delete(oldest.value)
      return value
    },
  }
}
