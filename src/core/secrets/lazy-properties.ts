/**
 * Properties that are worked out each time they are read.
 *
 * An accessor in an object literal is a function of its own for each object, and V8 keeps such
 * functions until the next full collection, with all the text they can see. Here all objects share
 * one, and each has a plain function behind it.
 */

/** An object whose `held` is asked for anew each time. */
export class LazyHeld {
  readonly #count: () => number

  constructor(count: () => number) {
    this.#count = count
  }

  get held(): number {
    return this.#count()
  }
}

/** An object with a fingerprint of its own, which is worked out when it is read: it is slow on purpose. */
export class LazyFingerprint {
  readonly #read: () => string
  declare readonly fingerprint: string

  static readonly #property: PropertyDescriptor & ThisType<LazyFingerprint> = {
    enumerable: true,
    // Copies that tools make of an object with its accessors have nothing behind this one.
    get() {
      return #read in this ? this.#read() : undefined
    },
  }

  constructor(read: () => string) {
    this.#read = read
    // A property of the object itself, so that reports that list its properties have it.
    Object.defineProperty(this, 'fingerprint', LazyFingerprint.#property)
  }
}

/** The same with a marker, which is none of its own properties: reports leave it out. */
export class LazyPseudonym extends LazyFingerprint {
  readonly #marker: () => string

  constructor(read: () => string, marker: () => string) {
    super(read)
    this.#marker = marker
  }

  get pseudonym(): string {
    return this.#marker()
  }
}
