export type Child = Node | string | undefined

export interface Attributes {
  onclick?: () => void
  [attribute: string]: string | number | boolean | (() => void) | undefined
}

/**
 * Makes an element. Strings become text nodes, never markup; `undefined` is left out, and so is an
 * attribute that is `undefined` or `false`.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { onclick, ...attributes }: Attributes,
  ...children: (Child | readonly Child[])[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  if (onclick !== undefined) element.addEventListener('click', onclick)
  element.append(...present(children.flat()))
  return element
}

export const present = (children: readonly Child[]): (Node | string)[] =>
  children.filter((child) => child !== undefined)

/** @throws {Error} when the page has no such element */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no element "${id}"`)
  return element
}
