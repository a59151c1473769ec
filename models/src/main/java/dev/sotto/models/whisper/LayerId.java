package dev.sotto.models.whisper;

import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer of one of the two stacks.
 *
 * @param number counted from 0
 */
public record LayerId(Stack stack, int number) implements Comparable<LayerId> {
  private static final Pattern NAME = Pattern.compile("(encoder|decoder)\\.(\\d{1,6})");

  public LayerId {
    Objects.requireNonNull(stack);
  }

  /** The layer that is called {@code encoder.2}; nothing if that is no name of a layer. */
  public static Optional<LayerId> of(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new LayerId(
                matcher.group(1).equals(Stack.ENCODER.label()) ? Stack.ENCODER : Stack.DECODER,
                Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(LayerId other) {
    return Comparator.comparing(LayerId::stack).thenComparing(LayerId::number).compare(this, other);
  }

  /** For example {@code encoder.2}. */
  @Override
  public String toString() {
    return stack.label() + "." + number;
  }
}
