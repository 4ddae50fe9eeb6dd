/** The name with its mark. */
export function Brand() {
  return (
    <span className="flex items-center gap-2 text-lg font-semibold">
      <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M4 17h6l3-8 5 15 3-7h7"
          fill="none"
          className="stroke-on-accent"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Flatline
    </span>
  )
}
