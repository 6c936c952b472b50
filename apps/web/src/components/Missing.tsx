/** Where there is no number. */
export function Missing() {
  return (
    <span className="missing">
      <span aria-hidden="true">–</span>
      <span className="unseen">not known</span>
    </span>
  );
}
