/** Runs in the page: half a second of it, counted by itself. */
export const nextFrames = `new Promise((done) => {
  let left = 30
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : done())
  next()
})`

/** Runs in the page: what a script that got in would try, and what the page's policy refused. */
export const attack = `(async () => {
  const violations = []
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
  const image = Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' })
  const tries = [
    () => { document.body.innerHTML = '<b>x</b>' },
    () => { document.body.setAttribute('style', 'color: red') },
    () => document.body.append(image),
    () => fetch('https://example.com/'),
  ]
  for (const act of tries) try { await act() } catch {}
  // They are told of a moment later, each try at its own.
  const told = () => new Set(violations).size === tries.length
  for (let looks = 0; !told() && looks < 500; looks++) await new Promise((done) => setTimeout(done, 20))
  return { violations: [...new Set(violations)].sort(), changed: document.body.innerHTML === '<b>x</b>' }
})()`

/** Runs in the page: every text in sight whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const contrasts = `(() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((text) => {
      const part = Number(text) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if (!/, 0\\)$/.test(color)) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const low = new Set()
  let seen = 0
  for (const element of document.querySelectorAll('#app *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    if (!own || element.closest('[hidden], dialog, .sr, svg, .inline i')) continue
    if (element.getClientRects().length === 0) continue
    seen += 1
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x)
    const contrast = (a + 0.05) / (b + 0.05)
    if (contrast < 4.5) low.add((element.className || element.tagName) + ': ' + contrast.toFixed(2))
  }
  if (seen < 50) low.add('hardly any text was found')
  return { low: [...low], body: light(getComputedStyle(document.body).backgroundColor) }
})()`
