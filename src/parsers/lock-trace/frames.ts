/** Frames kept of one stack: more than tracers print by default, and a bound on what a hostile file can make us keep. */
const MOST_FRAMES = 128;

export interface Frames {
  readonly add: (text: string) => void;
  /** Hands them over and starts afresh. */
  readonly take: () => readonly string[];
}

export function createFrames(): Frames {
  let frames: string[] = [];
  return {
    add: (text) => {
      if (frames.length < MOST_FRAMES) frames.push(text.trim());
    },
    take: () => {
      const taken = frames;
      frames = [];
      return taken;
    },
  };
}

// ` 0x7f6a240f10f9 : virMutexLock+0x9/0x10 [/usr/lib/libvirt.so]`, ` virMutexLock+0x9/0x10 [/usr/lib/libvirt.so]`, `	./sort(main+0x38) [0x559c]`
const FRAME = /^\s+\S|^\s*0x[\da-f]+ ?(?::|$)|\S\+0x[\da-f]+(?:\/0x[\da-f]+)?(?:$| [[(])/;

/** A line of a stack as SystemTap's print_ubacktrace, print_usyms and glibc's backtrace_symbols print it. */
export function isFrame(text: string): boolean {
  return FRAME.test(text);
}
