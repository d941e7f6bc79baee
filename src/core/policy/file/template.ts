/** A policy to start from: everything is explained where it stands, and nothing is refused yet. */
export const policyTemplate = `# What Cursor may do in this repository. Read from the default branch: a change counts once it is merged.
#   check it:      cursor-guard policy check .github/cursor-guard.yml
#   ask it:        cursor-guard policy explain .github/cursor-guard.yml --subject '{kind: tool, tool: shell, command: ls}'
#   every key:     docs/policy.md of cursor-guard
version: 1

# audit: judge and record everything, refuse nothing. Change it to enforce once the recordings show
# what you want; "cursor-guard policy backtest" replays them against this file.
enforcement: audit

# What must hold for branches. A rewrite drops commits: that is what a force push does.
branches:
  - match: [~DEFAULT_BRANCH, "release/**"]
    force_push: deny          # deny, hold (a person approves) or allow
    delete: deny

secrets:
  inline: mask                # streams and written files; warn only reports
  push: deny                  # a push that holds a secret
  known: []                   # environment variables of the job whose values are masked as well
  # rules:                    # your own patterns (RE2), run only near one of the keywords
  #   - { id: acme-key, pattern: 'acme_[a-z0-9]{32}', keywords: [acme_] }

# The strictest matching rule wins: deny, hold, mask, warn, allow. What cannot be read counts as a match.
rules:
  - name: no destructive commands
    # Command rules prevent accidents. What an agent can reach is limited by credentials and containment.
    when: { tool: shell, command: ["terraform destroy", "kubectl delete", "rm -rf /", "rm -rf ~"] }
    then: deny
    reason: Destructive commands need a person. Say what you wanted to remove, and why.

  - name: workflows and the policy are changed by people
    when: { push: { paths: [".github/workflows/**", ".github/actions/**", ".github/cursor-guard.yml"] } }
    then: hold                # at a pull request the App asks anyone who may write, unless "approve" says
                              # who; on a machine its operator decides; in a CI job it is refused
    reason: What CI runs, and what agents may do here, is for people to decide.

  # Teams and several approvals are asked for by the App; a guarded session refuses at once.
  # - name: production manifests need a senior engineer
  #   when: { push: { paths: ["deploy/prod/**"] }, branch: [main, "release/**"] }
  #   then: hold
  #   approve: { by: { teams: [platform-leads], permission: maintain }, count: 2 }

  # - name: nothing runs beside the tools
  #   when: { process: [hook, mcp] }      # what Cursor's client starts by itself, where nobody sees it
  #   then: deny

# A session that reaches one of these is ended (reached: end) or waits for a person (reached: hold).
limits: { minutes: 60, tool_calls: 500, pushes: 20, reached: end }

agents:
  cloud: hold                 # starting Cursor's cloud agents, which work where the guard cannot see them

recording: { retention: 90d, require: true }

approval: { wait: 8m, expires: 24h }
`
