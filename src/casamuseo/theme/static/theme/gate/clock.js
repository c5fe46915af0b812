// The device's clock against the server's: corrected while it is known, doubted where it cannot be.

const DOUBTED = 600; // seconds
const SHOWN = 60;

// `kept` is what `marks()` gave before a reload or a power cut; `wall` tells milliseconds since 1970 by
// the device, `running` milliseconds since the page was opened.
export class GateClock {
  constructor(kept, { wall = () => Date.now(), running = () => performance.now() } = {}) {
    this.wall = wall;
    this.running = running;
    this.offset = kept?.offset ?? null;
    this.bootWall = wall();
    this.bootRunning = running();
    this.isHeard = false;
    // A clock that shows less than it did when it was last looked at has lost its battery or its mind.
    this.wentBack = Boolean(kept) && (kept.isLost || this.bootWall < kept.wall - SHOWN * 1000);
    this.lastKnown = kept?.server ?? null;
  }

  // The server said its time; half of the way there and back is taken off.
  hear(serverSeconds, { sentAt, gotAt }) {
    const way = Math.max(0, gotAt - sentAt) / 2;
    this.offset = (this.wall() - way) / 1000 - serverSeconds;
    this.isHeard = true;
    this.wentBack = false;
  }

  // Seconds that the device is ahead of the server; null where nothing is known.
  offsetNow() {
    if (this.wentBack) return this.wall() / 1000 - this.estimate();
    return this.offset;
  }

  // Unix seconds by the server's clock, as well as it is known.
  now() {
    return this.wall() / 1000 - (this.offsetNow() ?? 0);
  }

  // Whether time windows can only be warnings.
  doubt() {
    const offset = this.offsetNow();
    return this.wentBack || offset === null || Math.abs(offset) > DOUBTED;
  }

  isOff() {
    const offset = this.offsetNow();
    return offset !== null && Math.abs(offset) > SHOWN;
  }

  // To be kept: what the clocks show now.
  marks() {
    const { offset, wentBack: isLost } = this;
    return { offset, wall: this.wall(), server: this.now(), isLost };
  }

  // At least as late as when it was last known, and as long as the page has been open.
  estimate() {
    return this.lastKnown + (this.running() - this.bootRunning) / 1000;
  }
}
