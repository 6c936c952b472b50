import type { Page } from 'playwright-core';

/** Where on the page, in CSS pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the browser painted while `act` ran: of each frame that reached the screen, the height in CSS pixels of the tallest strip across `place` in
 * which nothing is drawn (all pixels of a line alike). A list of rows has no strip as high as two rows; a frame that was shown before its rows were
 * drawn has one.
 */
export async function paintedFrames(page: Page, place: Place, act: () => Promise<void>): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const frames: string[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data);
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  try {
    await act();
    // The last frame is on its way.
    await page.waitForTimeout(300);
  } finally {
    await session.send('Page.stopScreencast');
    await session.detach();
  }
  const eye = await page.context().newPage();
  try {
    const strips: number[] = [];
    for (const frame of frames)
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
