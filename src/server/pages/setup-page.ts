import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import { z } from 'zod'
import { GuardError } from '../../core/errors.ts'
import { type Html, layout, layoutStyleSource } from './layout.ts'

/** The form is small; of whoever has no key not even that is read. */
const maxFormBytes = 65_536

/** GitHub's own limit. */
const maxNameLength = 34

export interface SetupOptions {
  /** Stands in the address that the operator finds on the terminal: nobody else may set up. */
  key: string
  /** `https://github.com/`. */
  forge: URL
  /** What the operator chose, as the forge's manifest. */
  manifest(choice: SetupChoice, webhookUrl: string, redirectUrl: string): object
  /** The path webhooks are sent to. */
  webhookPath: string
  /** A smee channel for a machine the forge cannot reach. */
  createChannel(): Promise<string>
  /** Whether the forge has an App of this name that everybody may see; `false` where it does not say. */
  isTaken(name: string): Promise<boolean>
  /** What went wrong, for the log. */
  onError(error: Error): void
  /** Exchanges the code, keeps the credentials and starts the App; gives the page to install it. */
  complete(code: string, channel: string | undefined): Promise<{ page: string; file: string }>
}

const choiceSchema = z.object({
  name: z.string().trim().max(maxNameLength, `expected at most ${maxNameLength} characters`),
  organisation: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{0,39}$/, 'expected the name of an organisation, or nothing'),
  address: z.url({
    protocol: /^https?$/,
    error: 'expected an address such as https://guard.example.com',
  }),
  set: z.enum(['watch', 'protect', 'agents']),
  workflows: z.literal('on').optional(),
})
export type SetupChoice = z.output<typeof choiceSchema>

/**
 * Creates the App: three pages, the last of which can be seen once. Everything but the forge's
 * redirect needs the key, and that needs the state of a form which was made with it.
 */
export function createSetupPage(options: SetupOptions): Hono {
  const { key, forge, webhookPath } = options
  const page = new Hono()
  /** CSRF state of the last form shown, which GitHub returns, and the channel chosen with it. */
  let pending: { state: string; channel: string | undefined } | undefined

  page.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [layoutStyleSource],
        formAction: ["'self'", forge.origin],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  )
  page.use(async (context, next) => {
    context.header('cache-control', 'no-store')
    await next()
  })
  page.post('/setup', async (context, next) => {
    if (isKey(context.req.query('key'), key)) return next()
    return context.html(locked(), 403)
  })
  page.use(
    bodyLimit({
      maxSize: maxFormBytes,
      onError: (context) => context.html(setUpLayout(html`<p>The form is too large.</p>`), 413),
    }),
  )
  page.onError((error, context) => {
    options.onError(error)
    const { message, hint } =
      error instanceof GuardError
        ? error
        : { message: 'Something went wrong; the log says what.', hint: undefined }
    return context.html(trouble(message, hint ?? '', key), 500)
  })

  page.get('/', (context) => {
    if (!isKey(context.req.query('key'), key)) return context.html(locked(), 403)
    return context.html(choicePage(key, new URL(context.req.url).origin))
  })

  page.post('/setup', async (context) => {
    const read = choiceSchema.safeParse(await context.req.parseBody())
    if (!read.success) {
      const [problem] = read.error.issues
      return context.html(trouble(`${problem?.path.join('.')}: ${problem?.message}`, '', key), 400)
    }
    const { name: wanted } = read.data
    if (wanted !== '' && (await options.isTaken(wanted))) {
      const hint = 'Every App of the forge has a name of its own. Leave it empty to get a free one.'
      return context.html(trouble(`name: “${wanted}” is taken at ${forge.host}`, hint, key), 400)
    }
    const choice = {
      ...read.data,
      name: wanted || (await freeName(read.data.organisation, options)),
    }
    const address = new URL(read.data.address)
    const channel = isLocal(address) ? await options.createChannel() : undefined
    const webhookUrl = channel ?? new URL(webhookPath, address).href
    const state = crypto.randomUUID()
    pending = { state, channel }
    const manifest = options.manifest(choice, webhookUrl, new URL('/setup/done', address).href)
    return context.html(confirmPage(forge, choice, state, manifest, webhookUrl))
  })

  page.get('/setup/done', async (context) => {
    const { code, state } = context.req.query()
    if (pending === undefined || code === undefined || !isKey(state, pending.state)) {
      return context.html(locked(), 403)
    }
    const { channel } = pending
    pending = undefined
    const done = await options.complete(code, channel)
    return context.html(
      setUpLayout(html`<h2>The App is there</h2>
        <p>This server runs it from now on.</p>
        <p>Its credentials are in <code>${done.file}</code>, which only you can read. This page is gone.</p>
        <p><a class="button" href="${done.page}/installations/new">Install it on repositories</a></p>`),
    )
  })

  page.all('*', (context) => context.html(locked(), 404))
  return page
}

/** A name that says whose App it is, and that nobody has as far as the forge says. */
async function freeName(organisation: string, { isTaken }: SetupOptions): Promise<string> {
  if (organisation === '') return `cursor-guard-${randomEnd()}`
  const base = `cursor-guard-${organisation}`.slice(0, maxNameLength - '-0000'.length)
  const name = base.replace(/-$/, '')
  for (const end of ['', '-2', '-3']) if (!(await isTaken(name + end))) return name + end
  return `${name}-${randomEnd()}`
}

/** Makes a name one that nobody has, as good as certainly. */
const randomEnd = () => randomBytes(2).toString('hex')

const isKey = (given: unknown, key: string): boolean => {
  const bytes = Buffer.from(typeof given === 'string' ? given : '')
  return bytes.length === key.length && timingSafeEqual(bytes, Buffer.from(key))
}

/** The forge cannot send webhooks to these. */
const isLocal = ({ hostname }: URL): boolean =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(hostname) ||
  !hostname.includes('.')

const setUpLayout = (body: Html): Html => layout('set-up', body)

const trouble = (what: string, hint: string, key: string): Html =>
  setUpLayout(html`<h2>That did not work</h2>
    <p class="trouble">${what}</p>
    <p>${hint}</p>
    <p><a href="/?key=${key}">Back to the form</a></p>`)

const locked = (): Html =>
  setUpLayout(
    html`<p>Nothing to see here. To set up the App, open the address that the server printed when it started.</p>`,
  )

/** The words of docs/install.md, which says more. */
const permissionChoices = [
  {
    set: 'watch',
    what: 'Watch: see, scan, report, and ask for approval',
    adds: 'Writes checks, comments and issues alone; undoes nothing.',
  },
  {
    set: 'protect',
    what: 'Protect: also make and keep the rulesets of the policy (to begin with)',
    adds: 'Adds administration: write. The forge then refuses force-pushes by itself.',
  },
  {
    set: 'agents',
    what: 'Agents: also put back refs that were rewritten or deleted',
    adds: 'Adds contents: write. Also lets the App open the pull request with your first policy.',
  },
]

/** What the page and docs/install.md suggest. */
const suggestedSet = 'protect'

const setChoice = ({ set, what, adds }: (typeof permissionChoices)[number]): Html => html`
  <label><input type="radio" name="set" value="${set}" ${set === suggestedSet ? 'checked' : ''} /> ${what}
    <small>${adds}</small></label>`

const choicePage = (key: string, address: string): Html =>
  setUpLayout(html`<h2>Create the GitHub App</h2>
    <p>This server has no App yet. Choose what it is called and what it may do; nothing is made before
      the forge has asked you.</p>
    <form method="post" action="/setup?key=${key}">
      <label>Organisation <input type="text" name="organisation" autocomplete="off" />
        <small>Who owns the App; empty for your own account.</small></label>
      <label>Name <input type="text" name="name" maxlength="${maxNameLength}" autocomplete="off" />
        <small>Every App of the forge has a name of its own; empty for one that is free.</small></label>
      <label>Public address of this server <input type="url" name="address" value="${address}" required />
        <small>Where the forge sends webhooks. For an address on this machine a channel of smee.io carries them.</small></label>
      <fieldset><legend>What the App may do</legend>
        ${permissionChoices.map(setChoice)}
        <label><input type="checkbox" name="workflows" /> The same for refs whose commits change workflow files
          <small>Adds workflows: write. Without it such a ref may have to be put back by a person.</small></label>
        <small>Each holds the one before it. You can change it later in the App’s settings; without a
          policy file in a repository the App writes nothing there, whatever it may.</small>
      </fieldset>
      <button>Next</button>
    </form>`)

function confirmPage(
  forge: URL,
  { organisation, name }: SetupChoice,
  state: string,
  manifest: object,
  webhookUrl: string,
): Html {
  const path =
    organisation === '' ? 'settings/apps/new' : `organizations/${organisation}/settings/apps/new`
  const action = new URL(`${path}?state=${state}`, forge)
  return setUpLayout(html`<h2>${name}</h2>
    <p>${forge.host} will show what is asked for, and create the App “${name}”.</p>
    <p>Webhooks go to <code>${webhookUrl}</code>.</p>
    <form method="post" action="${action.href}">
      <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
      <button>Create it at ${forge.host}</button>
    </form>`)
}
