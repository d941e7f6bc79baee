export const number = (value: number): string => value.toLocaleString('en')

export const plural = (count: number, one: string): string =>
  `${number(count)} ${one}${count === 1 ? '' : 's'}`

export function size(bytes: number): string {
  if (bytes >= 1_048_576) return `${(bytes / 1_048_576).toFixed(1)} MiB`
  return bytes >= 1_024 ? `${(bytes / 1_024).toFixed(1)} KiB` : plural(bytes, 'byte')
}
