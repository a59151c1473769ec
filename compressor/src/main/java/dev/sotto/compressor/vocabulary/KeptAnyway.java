package dev.sotto.compressor.vocabulary;

import dev.sotto.models.tokens.NeededTokens;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.runtime.decode.DecodingTokens;
import java.nio.file.Path;
import java.util.BitSet;

/** Tokens that stay whatever is to be written. */
final class KeptAnyway {
  private KeptAnyway() {}

  /**
   * Bytes, control tokens and what configurations name. Where no file lists what is suppressed,
   * that stays, too: it is told by the symbols that there are, and must not become others.
   */
  static BitSet of(Path folder, int size, DecodingTokens decoding) {
    BitSet kept = NeededTokens.of(folder, size);
    GenerationConfig stated = GenerationConfig.read(folder);
    if (stated.suppressedTokens().isEmpty()) {
      decoding.suppressedTokens().forEach(kept::set);
    }
    if (stated.suppressedAtBegin().isEmpty()) {
      decoding.suppressedAtBegin().forEach(kept::set);
    }
    return kept;
  }
}
