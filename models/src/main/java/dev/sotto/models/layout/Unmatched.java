package dev.sotto.models.layout;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Node;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The places that a layout does not understand, gathered so that a user sees all of them at once.
 */
public final class Unmatched {
  private static final int SHOWN = 12;

  private final Set<Mismatch> mismatches = new LinkedHashSet<>();

  /**
   * A place that does not match.
   *
   * @param where the file, and within it the branch or what was looked for
   * @param node the node that stopped the matcher, if it was one
   */
  public record Mismatch(String where, Optional<Node> node, String reason) {
    @Override
    public String toString() {
      return where + node.map(one -> " " + one.label()).orElse("") + " " + reason;
    }
  }

  public void add(String where, String reason) {
    mismatches.add(new Mismatch(where, Optional.empty(), reason));
  }

  public void add(String where, Node node, String reason) {
    mismatches.add(new Mismatch(where, Optional.of(node), reason));
  }

  /** All that were added, in their order. */
  public List<Mismatch> mismatches() {
    return List.copyOf(mismatches);
  }

  /**
   * Reports all places.
   *
   * @throws SottoException if there are any
   */
  public void throwIfAny(Path folder, String layout) {
    // Two nodes without a name may look the same.
    List<String> places = mismatches.stream().map(Mismatch::toString).distinct().toList();
    if (places.isEmpty()) {
      return;
    }
    String more = places.size() > SHOWN ? "; and " + (places.size() - SHOWN) + " more" : "";
    throw SottoException.badInput(
        folder,
        "not a Whisper export in the %s layout; %s%s not match: %s%s"
            .formatted(
                layout,
                places.size(),
                places.size() == 1 ? " place does" : " places do",
                places.stream().limit(SHOWN).collect(Collectors.joining("; ")),
                more));
  }
}
