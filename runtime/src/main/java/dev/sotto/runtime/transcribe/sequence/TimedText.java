package dev.sotto.runtime.transcribe.sequence;

import dev.sotto.runtime.decode.DecodingTokens;
import java.util.ArrayList;
import java.util.List;

/**
 * What a window's tokens say of when something was spoken, as OpenAI's {@code transcribe} reads
 * them.
 *
 * <p>A stretch goes from one timestamp to the next where two stand together. If the text ends with
 * a pair, or within a stretch, the next window begins at the last pair: what was left unfinished is
 * heard there again. If it ends with a single timestamp, nothing is said after that, and the next
 * window begins where this one ends. So it does where no two timestamps stand together: all of the
 * text is then one stretch.
 *
 * @param stretches in their order
 * @param next where the next window begins, in seconds from the start of this one
 * @see <a
 *     href="https://github.com/openai/whisper/blob/main/whisper/transcribe.py">transcribe.py</a>
 */
record TimedText(List<Stretch> stretches, double next) {
  static final double SECONDS_PER_STEP = 0.02;

  /**
   * One stretch, in seconds from the start of the window.
   *
   * @param tokens with its timestamps
   */
  record Stretch(double start, double end, List<Integer> tokens) {
    Stretch {
      tokens = List.copyOf(tokens);
    }
  }

  TimedText {
    stretches = List.copyOf(stretches);
  }

  /**
   * Reads the tokens of one window.
   *
   * @param written by the decoder, with or without the end token
   * @param seconds length of the window; no time is beyond it
   */
  static TimedText of(List<Integer> written, DecodingTokens meanings, double seconds) {
    List<Integer> tokens =
        written.stream().filter(token -> token != meanings.control().end()).toList();
    int count = tokens.size();
    List<Integer> ends = new ArrayList<>();
    for (int at = 1; at < count; at++) {
      if (meanings.isTimestamp(tokens.get(at)) && meanings.isTimestamp(tokens.get(at - 1))) {
        ends.add(at);
      }
    }
    boolean singleAtEnd =
        count >= 2
            && meanings.isTimestamp(tokens.get(count - 1))
            && !meanings.isTimestamp(tokens.get(count - 2));
    if (ends.isEmpty()) {
      double end =
          tokens.stream()
              .filter(meanings::isTimestamp)
              .mapToDouble(token -> seconds(token, meanings))
              .reduce((earlier, later) -> later)
              .orElse(0);
      Stretch all = new Stretch(0, end > 0 ? Math.min(end, seconds) : seconds, tokens);
      return new TimedText(tokens.isEmpty() ? List.of() : List.of(all), seconds);
    }
    if (singleAtEnd) {
      ends.add(count);
    }
    List<Stretch> stretches = new ArrayList<>();
    int from = 0;
    for (int to : ends) {
      double start = Math.min(seconds(tokens.get(from), meanings), seconds);
      double end = Math.min(seconds(tokens.get(to - 1), meanings), seconds);
      stretches.add(new Stretch(Math.min(start, end), end, tokens.subList(from, to)));
      from = to;
    }
    double last = seconds(tokens.get(from - 1), meanings);
    return new TimedText(stretches, singleAtEnd || last <= 0 ? seconds : Math.min(last, seconds));
  }

  /** A stretch that begins without a timestamp begins with the window. */
  private static double seconds(int token, DecodingTokens meanings) {
    return meanings.isTimestamp(token)
        ? SECONDS_PER_STEP * (token - meanings.control().firstTimestamp().orElseThrow())
        : 0;
  }
}
