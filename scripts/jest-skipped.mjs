const reason = /\(not run: (.+)\)$/

/**
 * Says at the end of a run which tests were skipped and why. A test says why in its name; one that
 * does not fails the run, and so does every skipped one where NO_SKIPPED_TESTS is set.
 */
export default class SkippedTests {
  #named
  #error

  constructor({ testNamePattern }) {
    // Whoever asks for a test by its name skips the others.
    this.#named = testNamePattern !== undefined && testNamePattern !== ''
  }

  onRunComplete(_, { testResults }) {
    if (this.#named) return
    const skipped = testResults.flatMap(({ testResults: tests, testFilePath }) =>
      tests
        .filter(({ status }) => status === 'pending' || status === 'todo')
        .map(({ title }) => ({ file: testFilePath, title, why: reason.exec(title)?.[1] })),
    )
    const groups = Map.groupBy(skipped, ({ why }) => why ?? 'no reason given')
    for (const [why, tests] of groups) {
      const files = [
        ...new Set(tests.map(({ file }) => file.slice(file.lastIndexOf('/test/') + 1))),
      ]
      process.stderr.write(`Skipped: ${tests.length} (${why}) in ${files.join(', ')}\n`)
    }
    if (process.env.NO_SKIPPED_TESTS !== undefined && skipped.length > 0) {
      this.#error = new Error('tests were skipped where all should run')
    } else if (groups.has('no reason given')) {
      this.#error = new Error('a skipped test says in its name why: (not run: …)')
    }
  }

  getLastError() {
    return this.#error
  }
}
