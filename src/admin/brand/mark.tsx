/** The sign of the company: a cabinet front with its grain and a handle. */
export function Mark({ size, label }: { size: number; label: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" role="img" aria-label={label}>
      <rect x="1" y="1" width="30" height="30" rx="7" fill="var(--lw-mark, #2f5a48)" />
      <rect x="6" y="6" width="20" height="20" rx="2.5" stroke="#f3e7d3" strokeWidth="1.6" />
      <path
        d="M10.5 25V7M15 25c0-6 2.4-6 2.4-11S15 10.5 15 7"
        stroke="#d79a63"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="21.6" cy="16" r="1.7" fill="#f3e7d3" />
    </svg>
  );
}
