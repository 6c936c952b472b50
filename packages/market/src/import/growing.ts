/** A typed array that grows by doubling. */
export class Growing<T extends Float64Array | Int32Array> {
  private values: T;
  private length = 0;
  private readonly allocate: (length: number) => T;

  constructor(allocate: (length: number) => T) {
    this.allocate = allocate;
    this.values = allocate(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.allocate(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  /** What was pushed, as a view of the right length. */
  finish(): T {
    return this.values.subarray(0, this.length) as T;
  }
}
