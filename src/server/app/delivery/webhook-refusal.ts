/** A webhook is refused for what was sent, not for what went wrong here. */
export class WebhookRefusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
