/** The action as workflows name it; one place, so that a release changes one line. */
export const actionReference = 'cursor-guard/cursor-guard/action@v1'

export const workflowTemplate = `# A Cursor agent under guard. Put the key in the repository's secrets as CURSOR_API_KEY.
name: cursor agent

on:
  workflow_dispatch:
    inputs:
      prompt:
        description: What the agent should do
        required: true

permissions:
  contents: read

jobs:
  agent:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v6
        with:
          # The guard holds the credentials; none stays in git's configuration for the agent to find.
          persist-credentials: false
      - uses: ${actionReference}
        with:
          cursor-api-key: \${{ secrets.CURSOR_API_KEY }}
          # The prompt comes in as a variable: it is text, and must not become part of the command.
          env: PROMPT
          run: agent --print --force "$PROMPT"
        env:
          PROMPT: \${{ inputs.prompt }}
`
