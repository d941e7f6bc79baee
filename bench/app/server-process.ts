import { startServer } from '../../src/server/start-server.ts'

// The server as it is started for use, configured by its environment.
const server = await startServer(process.env, () => {})
console.log(JSON.stringify({ address: server.address }))
process.stdin.on('end', async () => {
  await server.close()
  process.exit(0)
})
process.stdin.resume()
