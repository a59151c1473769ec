package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.StatedToken;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The control tokens of a model, from all files that name them, which must agree. */
final class KnownTokens {
  private final int size;
  private final Optional<Vocabulary> vocabulary;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Map<Integer, String> texts = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();

  /**
   * @param size tokens that the model scores
   * @throws SottoException if the vocabulary has ids beyond {@code size}
   */
  KnownTokens(int size, Optional<Vocabulary> vocabulary) {
    this.size = size;
    this.vocabulary = vocabulary;
    vocabulary.ifPresent(this::addAll);
  }

  private void addAll(Vocabulary named) {
    if (named.size() > size) {
      throw SottoException.badInput(
          named.source(),
          "expected tokens of the model, which has %d (\"vocab_size\" in %s), found token %d; it is of"
                  .formatted(size, WhisperConfig.FILE_NAME, named.size() - 1)
              + " another model");
    }
    named.controls().forEach((text, token) -> put(text, token.id(), named.source().toString()));
  }

  private void put(String text, int id, String source) {
    ids.put(text, id);
    texts.put(id, text);
    sources.put(text, source);
  }

  /**
   * Adds what a configuration says.
   *
   * @throws SottoException if it is outside the vocabulary, or not what was known before
   */
  void add(StatedToken stated) {
    if (stated.id() >= size) {
      throw SottoException.badInput(
          stated.field(),
          "expected %s below the model's %d tokens, found %d"
              .formatted(stated.token(), size, stated.id()));
    }
    Optional<String> there = token(stated.id());
    int known = ids.getOrDefault(stated.token(), stated.id());
    if (known != stated.id()) {
      throw contradiction(stated, sources.get(stated.token()) + " has it as " + known);
    }
    if (there.isPresent() && !there.get().equals(stated.token())) {
      String source =
          sources.getOrDefault(
              there.get(), vocabulary.map(named -> named.source().toString()).orElse(""));
      throw contradiction(stated, source + " has that one as " + there.get());
    }
    if (there.isEmpty()) {
      put(stated.token(), stated.id(), stated.field());
    }
  }

  private static SottoException contradiction(StatedToken stated, String other) {
    return SottoException.badInput(
        stated.field(),
        "says that %s is token %d, but %s; correct or remove the one that is wrong"
            .formatted(stated.token(), stated.id(), other));
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  Map<String, Integer> all() {
    return Collections.unmodifiableMap(ids);
  }

  /** The token with this id: a control token, or a symbol of the vocabulary. */
  Optional<String> token(int id) {
    return Optional.ofNullable(texts.get(id))
        .or(() -> vocabulary.flatMap(named -> named.token(id)));
  }

  /** {@code id}, if the model has it and no file names it. */
  OptionalInt unnamed(int id) {
    return id >= 0 && id < size && token(id).isEmpty() ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /** Whether the vocabulary itself has that control token. */
  boolean inVocabulary(String token) {
    return vocabulary.map(named -> named.controls().containsKey(token)).orElse(false);
  }
}
