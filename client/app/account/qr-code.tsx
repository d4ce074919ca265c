import { createMemo, type JSX } from 'solid-js';
import { encode } from 'uqr';

/** Dark on light in both themes: cameras expect it so. */
export const QrCode = (props: { text: string; label: string }): JSX.Element => {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: 2 }));
  const path = (): string =>
    code()
      .data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${code().size} ${code().size}`}
      shape-rendering="crispEdges"
      class="size-44 flex-none rounded-control border border-line bg-white"
    >
      <path d={path()} fill="#000" />
    </svg>
  );
};
