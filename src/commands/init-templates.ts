/** Says what an editor reads beside the policy to complete and check it. */
export const editorLine = '# yaml-language-server: $schema=cursor-guard.schema.json\n'

/** Stands where nobody said whose copy of the action is used. */
const toFillIn =
  'OWNER/REPO/action@REF # TO FILL IN: the repository that holds cursor-guard, best at a full commit id'

/**
 * A workflow that installs Cursor's client and runs it under guard.
 *
 * @param action as in `uses:`; absent: a line to be filled in
 * @see https://cursor.com/docs/cli/installation
 */
export const workflowTemplate = (
  action?: string,
): string => `# A Cursor agent under guard. Put the key in the repository's secrets as CURSOR_API_KEY.
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
    # Longer than limits.minutes of the policy: the guard ends the session, not the job the guard.
    timeout-minutes: 75
    steps:
      - uses: actions/checkout@v6
        with:
          # The guard holds the credentials; none stays in git's configuration for the agent to find.
          persist-credentials: false
      - name: Install Cursor's client
        run: |
          curl --fail --silent --show-error --location https://cursor.com/install --output "$RUNNER_TEMP/install-cursor"
          bash "$RUNNER_TEMP/install-cursor"
          echo "$HOME/.local/bin" >> "$GITHUB_PATH"
      - uses: ${action ?? toFillIn}
        with:
          cursor-api-key: \${{ secrets.CURSOR_API_KEY }}
          # The prompt comes in as a variable: it is text, and must not become part of the command.
          env: PROMPT
          run: agent --print --force "$PROMPT"
        env:
          PROMPT: \${{ inputs.prompt }}
`
