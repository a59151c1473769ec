package dev.sotto.fuzz;

import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The tokenizer, whose library is native, and how decoding is set up. */
final class TokenizerTarget implements FuzzTarget {
  private static final List<String> FILES =
      List.of("config.json", "generation_config.json", "tokenizer.json");
  private static final String TEXT = "one two, three \u00e9\u4e2d";

  private final Path model;

  TokenizerTarget(Seeds seeds) {
    model = BuiltInFolder.unpack(seeds.folder("tokens").resolve("built-in")).model();
  }

  @Override
  public String name() {
    return "tokenizer";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    int chosen = random.nextInt(4);
    for (String name : FILES) {
      byte[] bytes = Files.readAllBytes(model.resolve(name));
      boolean damaged = name.equals(FILES.get(Math.min(chosen, FILES.size() - 1)));
      Files.write(input.resolve(name), damaged ? JsonMutator.mutate(bytes, random) : bytes);
    }
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    return Answers.of(
        () -> {
          DecodingTokens.read(input);
          try (WhisperTokenizer tokenizer = WhisperTokenizer.open(input)) {
            tokenizer.decode(tokenizer.encode(TEXT), true);
            tokenizer.decode(List.of(0, 1, 100, 500, 1 << 20), false);
          }
        });
  }
}
