/** A step of the launcher that did not work: what failed, and what the person can do. */
export class LaunchFailure extends Error {
  constructor(what, advice, exitCode = 1) {
    super(what)
    this.advice = advice
    this.exitCode = exitCode
  }
}
