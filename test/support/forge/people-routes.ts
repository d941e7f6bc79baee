import { type Api, page, refuse, repositoryRoutes } from './api.ts'
import { type Fields, textOf } from './fields.ts'
import { accountOf, type World } from './world.ts'

/** What people may do, by their roles of now. */
export function peopleRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)
  const withRole = async (login: string, role: string): Promise<Fields> => ({
    ...(await accountOf(world, login)),
    permissions: permissionsOf(role),
    role_name: role,
  })

  on('GET', '/collaborators', 'metadata:read', async (c) => {
    const { items } = page(c, world, [...world.people])
    return c.json(await Promise.all(items.map(([login, role]) => withRole(login, role))))
  })
  on('GET', '/collaborators/:login/permission', 'metadata:read', async (c) => {
    const login = textOf(c.req.param('login')).toLowerCase()
    const known = [...world.people].find(([one]) => one.toLowerCase() === login)
    if (known === undefined) return refuse(c, 404, `${login} is not a user`)
    const [, role] = known
    const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role
    return c.json({ permission, role_name: role, user: await withRole(...known) })
  })
  api.get('/user/:id{[0-9]+}', async (c) => {
    const people = await Promise.all(
      [...world.people.keys()].map((login) => accountOf(world, login)),
    )
    const found = people.find(({ id }) => id === Number(c.req.param('id')))
    if (found === undefined) return refuse(c, 404, 'Not Found')
    return c.json(await world.github.call('admin', 'GET', `/users/${textOf(found.login)}`))
  })
  return api
}

const levels = ['read', 'triage', 'write', 'maintain', 'admin']
const permissionsOf = (role: string): Fields => ({
  pull: levels.indexOf(role) >= 0,
  triage: levels.indexOf(role) >= 1,
  push: levels.indexOf(role) >= 2,
  maintain: levels.indexOf(role) >= 3,
  admin: levels.indexOf(role) >= 4,
})
