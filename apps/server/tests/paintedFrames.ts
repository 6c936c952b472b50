import type { Page } from 'playwright-core';
import { PATIENCE_MS } from './watchPage.ts';

/** Where on the page, in CSS pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Seconds since 1970 by the clock of the frames; runs in a page, which draws one anew after that. */
async function markFrame(): Promise<number> {
  const now = Date.now() / 1000;
  const mark = document.body.appendChild(document.createElement('i'));
  mark.style.cssText = 'position: fixed; left: 0; top: 0; width: 1px; height: 1px; background: #888';
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  mark.remove();
  return now;
}

/**
 * What the browser painted while `act` ran: of each frame that reached the screen, the height in CSS pixels of the tallest strip across `place` in
 * which nothing is drawn (all pixels of a line alike). A list of rows has no strip as high as two rows; a frame that was shown before its rows were
 * drawn has one. A busy machine paints fewer: `act` is done again until there are `least` frames.
 */
export async function paintedFrames(
  page: Page,
  place: Place,
  act: () => Promise<void>,
  least = 1,
): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const frames: { readonly data: string; readonly at: number }[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    frames.push({ data, at: metadata.timestamp ?? 0 });
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  const until = Date.now() + PATIENCE_MS;
  try {
    do {
      await act();
      await page.waitForTimeout(300);
    } while (frames.length < least && Date.now() < until);
    // The last frame is on its way: until one has come that was painted after all of it.
    const ended = await page.evaluate(markFrame);
    while ((frames.at(-1)?.at ?? 0) < ended && Date.now() < until) {
      await page.waitForTimeout(50);
      await page.evaluate(markFrame);
    }
  } finally {
    await session.send('Page.stopScreencast');
    await session.detach();
  }
  const eye = await page.context().newPage();
  try {
    const strips: number[] = [];
    for (const { data: frame } of frames)
      strips.push(await eye.evaluate(tallestEmptyStrip, { frame, place, width: page.viewportSize()?.width ?? 0 }));
    return strips;
  } finally {
    await eye.close();
  }
}

/** Runs in a page. */
async function tallestEmptyStrip(seen: {
  readonly frame: string;
  readonly place: Place;
  readonly width: number;
}): Promise<number> {
  const bytes = Uint8Array.from(atob(seen.frame), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const scale = picture.width / seen.width;
  const [left, top, width, height] = [seen.place.left, seen.place.top, seen.place.width, seen.place.height].map((x) =>
    Math.round(x * scale),
  ) as [number, number, number, number];
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(left, top, width, height);
  const pixels = new Uint32Array(data.buffer);
  let [tallest, strip] = [0, 0];
  for (let y = 0; y < height; y++) {
    const first = pixels[y * width];
    let isEmpty = true;
    for (let x = 1; x < width && isEmpty; x++) isEmpty = pixels[y * width + x] === first;
    strip = isEmpty ? strip + 1 : 0;
    tallest = Math.max(tallest, strip);
  }
  return tallest / scale;
}
