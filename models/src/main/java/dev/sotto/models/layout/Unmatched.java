package dev.sotto.models.layout;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The places that a layout does not understand, gathered so that a user sees all of them at once.
 */
final class Unmatched {
  private static final int SHOWN = 12;

  private final Set<String> places = new LinkedHashSet<>();

  void add(String where, String reason) {
    places.add(where + " " + reason);
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /**
   * Reports all places.
   *
   * @throws SottoException if there are any
   */
  void throwIfAny(Path folder, String layout) {
    if (places.isEmpty()) {
      return;
    }
    List<String> shown = new ArrayList<>(places).subList(0, Math.min(SHOWN, places.size()));
    String more = places.size() > SHOWN ? "; and " + (places.size() - SHOWN) + " more" : "";
    throw SottoException.badInput(
        folder,
        "not a Whisper export in the "
            + layout
            + " layout; "
            + places.size()
            + (places.size() == 1 ? " place does" : " places do")
            + " not match: "
            + String.join("; ", shown)
            + more);
  }
}
