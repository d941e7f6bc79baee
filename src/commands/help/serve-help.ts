export const serveHelp = `Usage: cursor-guard serve

Runs the GitHub App: keeps branches protected, puts back what was force-pushed, scans pushed diffs
for secrets, asks people to approve risky changes.

Configured by the environment alone: APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET,
WEBHOOK_PATH, WEBHOOK_PROXY_URL, GHE_HOST, GHE_PROTOCOL, HOST, PORT, LOG_LEVEL, DATABASE_URL,
DATA_DIR; docs/install.md explains each. Without credentials it shows a page that makes the App.

Ends at SIGTERM or SIGINT, when what it was doing is done or safely put back.

Exit code
  0 ended as asked; 2 wrong usage or configuration

Example
  PORT=3000 cursor-guard serve
`
