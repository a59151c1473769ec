package dev.sotto.models.tokens;

import dev.sotto.models.SottoException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's tokens are: the symbols of a byte-level byte-pair vocabulary, the merges that make
 * them, and the control tokens. Made from {@code tokenizer.json}, or where that is missing from
 * {@code vocab.json} and the files beside it.
 *
 * <p>All of it is checked here, before the tokenizers library sees any: that one ends the whole
 * process on some malformed files instead of reporting them.
 */
public final class Vocabulary {
  /** Whisper's largest vocabulary has 51,866 tokens. */
  private static final int MAX_ID = 1 << 20;

  /** A merge of two neighbouring symbols into one. */
  public record Merge(String left, String right) {
    public Merge {
      Objects.requireNonNull(left);
      Objects.requireNonNull(right);
    }

    /** What they become. */
    public String merged() {
      return left + right;
    }
  }

  /** What was read last, as a command asks for it in several places and reading takes long. */
  private record Remembered(Map<Path, String> files, Optional<Vocabulary> vocabulary) {}

  private static SoftReference<Remembered> last = new SoftReference<>(null);

  private final Path source;
  private final Map<String, Integer> symbols;
  private final List<Merge> merges;
  private final Map<String, ControlToken> controls = new LinkedHashMap<>();
  private final Map<Integer, String> texts = new HashMap<>();
  private final boolean ignoresMerges;

  /**
   * @param source the file to name where something is wrong
   * @param tokens text to id; control tokens may be among them
   * @param added control tokens; one that is among {@code tokens} has the same id there
   * @param ignoresMerges whether a word that is a symbol is taken whole, whatever the merges are
   * @throws SottoException if an id is out of range or given twice, a symbol is not spelled in
   *     bytes, or a merge is of no symbols
   */
  Vocabulary(
      Path source,
      Map<String, Integer> tokens,
      List<Merge> merges,
      List<ControlToken> added,
      boolean ignoresMerges) {
    this.source = source;
    this.symbols = new LinkedHashMap<>(tokens);
    this.merges = List.copyOf(merges);
    this.ignoresMerges = ignoresMerges;
    added.forEach(this::addControl);
    tokens.keySet().stream()
        .filter(ControlToken::hasForm)
        .filter(text -> !controls.containsKey(text))
        .forEach(text -> addControl(ControlToken.of(tokens.get(text), text)));
    symbols.keySet().removeAll(controls.keySet());
    symbols.forEach(this::checkSymbol);
    this.merges.forEach(this::checkMerge);
    if (symbols.isEmpty()) {
      throw problem("no symbol");
    }
  }

  /**
   * The vocabulary of an export folder; empty if the folder has neither {@code tokenizer.json} nor
   * {@code vocab.json}.
   *
   * @throws SottoException if a file is there and cannot be used
   */
  public static Optional<Vocabulary> find(Path folder) {
    Map<Path, String> files = VocabularyFiles.fingerprints(folder);
    synchronized (Vocabulary.class) {
      Remembered known = last.get();
      if (known != null && known.files.equals(files)) {
        return known.vocabulary;
      }
      Optional<Vocabulary> read = parse(folder);
      last = new SoftReference<>(new Remembered(files, read));
      return read;
    }
  }

  private static Optional<Vocabulary> parse(Path folder) {
    if (Files.exists(folder.resolve(TokenizerJson.FILE_NAME))) {
      return Optional.of(TokenizerJson.read(folder.resolve(TokenizerJson.FILE_NAME)));
    }
    if (Files.exists(folder.resolve(VocabularyFiles.VOCABULARY))) {
      return Optional.of(VocabularyFiles.read(folder));
    }
    return Optional.empty();
  }

  /**
   * As {@link #find}.
   *
   * @throws SottoException also if there is none
   */
  public static Vocabulary read(Path folder) {
    return find(folder)
        .orElseThrow(
            () ->
                SottoException.badInput(
                    folder,
                    "expected tokenizer.json, or vocab.json with merges.txt and added_tokens.json,"
                        + " found neither; copy them from the model that this one was made from"));
  }

  private void addControl(ControlToken token) {
    Integer symbol = symbols.get(token.text());
    if (symbol != null && symbol != token.id()) {
      throw problem(
          "\"%s\" as token %d and as token %d".formatted(token.text(), symbol, token.id()));
    }
    if (token.text().isEmpty()) {
      throw problem("an added token without text");
    }
    ControlToken before = controls.putIfAbsent(token.text(), token);
    if (before == null) {
      addId(token.text(), token.id());
    } else if (before.id() != token.id()) {
      throw problem(
          "\"%s\" as token %d and as token %d".formatted(token.text(), before.id(), token.id()));
    }
  }

  private void checkSymbol(String symbol, int id) {
    addId(symbol, id);
    if (!ByteSymbols.isSpelled(symbol)) {
      throw problem("token " + id + ", which is not spelled in bytes");
    }
  }

  private void addId(String text, int id) {
    if (id < 0 || id > MAX_ID) {
      throw problem("token id " + id + " outside 0 to " + MAX_ID);
    }
    String before = texts.putIfAbsent(id, text);
    if (before != null) {
      throw problem("token %d twice, as \"%s\" and \"%s\"".formatted(id, before, text));
    }
  }

  private void checkMerge(Merge merge) {
    for (String part : List.of(merge.left(), merge.right(), merge.merged())) {
      if (part.isEmpty() || !symbols.containsKey(part)) {
        throw problem("a merge of \"" + part + "\", which is no symbol");
      }
    }
  }

  private SottoException problem(String found) {
    return SottoException.badInput(
        source, "expected a byte-pair tokenizer of Whisper, found " + found);
  }

  /** The file that this was read from. */
  public Path source() {
    return source;
  }

  /** One more than the greatest id. */
  public int size() {
    return Collections.max(texts.keySet()) + 1;
  }

  /** The control tokens by their text. */
  public Map<String, ControlToken> controls() {
    return Collections.unmodifiableMap(controls);
  }

  /** The token with this id, control token or symbol. */
  public Optional<String> token(int id) {
    return Optional.ofNullable(texts.get(id));
  }

  /** The id of {@code text} if it is one symbol as a whole. */
  public OptionalInt symbol(String text) {
    Integer id = symbols.get(ByteSymbols.spell(text));
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The id of the longest symbol that {@code text} begins with, in bytes. */
  public OptionalInt longestStart(String text) {
    String spelled = ByteSymbols.spell(text);
    for (int length = spelled.length(); length > 0; length--) {
      Integer id = symbols.get(spelled.substring(0, length));
      if (id != null) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /** The id of each symbol by its spelling, see {@link ByteSymbols}; no control tokens. */
  public Map<String, Integer> symbols() {
    return Collections.unmodifiableMap(symbols);
  }

  /** The merges, those that are tried first at the front. */
  public List<Merge> merges() {
    return merges;
  }

  /** Whether a word that is a symbol is taken whole, whatever the merges are. */
  public boolean ignoresMerges() {
    return ignoresMerges;
  }
}
