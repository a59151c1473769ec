package dev.sotto.compressor.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.tokens.NeededTokens;
import dev.sotto.models.tokens.SmallerTokenizer;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeded random texts through the tokenizers library, with all tokens and with some. */
class SmallerTokenizerRunTest {
  private static final int TEXTS = 300;

  /** First and last code point of what texts are made of. */
  private static final int[][] SCRIPTS = {
    {'a', 'z'},
    {'A', 'Z'},
    {' ', '@'},
    {0, 0x1F},
    {0xC0, 0x17F},
    {0x400, 0x45F},
    {0x5D0, 0x5EA},
    {0x0915, 0x0939},
    {0x3040, 0x30FF},
    {0x4E00, 0x4EFF},
    {0xAC00, 0xACFF},
    {0x1F600, 0x1F64F},
    {0x200B, 0x2060},
    {0xFFF0, 0xFFFD}
  };

  private static final String[] WORDS = {
    "the", " The", " seven", "ing", " don't", " 1984", "...", " über", "日本", " a", "\n\n", "💡"
  };

  @TempDir Path folder;

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int[] script = SCRIPTS[random.nextInt(SCRIPTS.length)];
    for (int length = random.nextInt(40); length > 0; length--) {
      if (random.nextInt(6) == 0) {
        script = SCRIPTS[random.nextInt(SCRIPTS.length)];
      }
      if (random.nextInt(4) == 0) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      } else {
        text.appendCodePoint(script[0] + random.nextInt(script[1] - script[0] + 1));
      }
    }
    return text.toString();
  }

  /** Random symbols, closed. */
  private static KeptTokens some(Path model, Random random) {
    Vocabulary vocabulary = Vocabulary.read(model);
    int size = WhisperConfig.read(model).vocabularySize();
    Set<String> symbols = new HashSet<>();
    vocabulary
        .symbols()
        .keySet()
        .forEach(
            symbol -> {
              if (random.nextInt(8) == 0) {
                symbols.add(symbol);
              }
            });
    TokenClosure closure = new TokenClosure(vocabulary);
    closure.add(symbols);
    BitSet ids = closure.ids();
    ids.or(NeededTokens.of(model, size));
    return KeptTokens.of(size, ids);
  }

  private Path smaller(Path model, KeptTokens kept) throws IOException {
    ObjectNode json = JsonFiles.readObject(model.resolve("tokenizer.json"));
    new SmallerTokenizer(kept).tokenizer(json);
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json));
    return folder;
  }

  private void assertRoundTrips(Path model) throws IOException {
    Random random = new Random(20261130);
    KeptTokens kept = some(model, random);
    assertTrue(!kept.isAll());
    int same = 0;
    int other = 0;
    try (WhisperTokenizer before = WhisperTokenizer.open(model);
        WhisperTokenizer after = WhisperTokenizer.open(smaller(model, kept))) {
      for (int round = 0; round < TEXTS; round++) {
        String text = text(random);
        List<Integer> dense = before.encode(text);
        List<Integer> left = after.encode(text);
        assertEquals(text, before.decode(dense, false));
        assertEquals(text, after.decode(left, false));
        List<Integer> old = new ArrayList<>();
        left.forEach(id -> old.add(kept.old(id)));
        if (dense.stream().allMatch(kept::has)) {
          assertEquals(dense, old, text);
          same++;
        } else {
          assertNotEquals(dense, old, text);
          other++;
        }
      }
      // Tokens that stay can be reached.
      Vocabulary symbols = Vocabulary.read(model);
      for (int id = 0; id < kept.size(); id += 7) {
        String word = before.decode(List.of(kept.old(id)), false);
        if (before.encode(word).equals(List.of(kept.old(id)))) {
          assertEquals(List.of(id), after.encode(word), symbols.token(kept.old(id)).orElse(""));
        }
      }
    }
    assertTrue(same > 20 && other > 20, same + " and " + other);
  }

  @Test
  void anyTextGoesThroughLessOfTheBuiltInVocabulary() throws IOException {
    assertRoundTrips(BuiltInFolder.unpack(folder.resolve("data")).model());
  }

  @Test
  void anyTextGoesThroughLessOfWhispers() throws IOException {
    assertRoundTrips(SharedFiles.shared("models/tiny.en"));
  }
}
