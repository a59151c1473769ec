package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.rewrite.TokenCuts;
import dev.sotto.models.tokens.EnglishOnly;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.tokens.NeededTokens;
import dev.sotto.models.tokens.SmallerTokenizer;
import dev.sotto.models.tokens.TokenFields;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Does {@link KeepVocabulary}:
 *
 * <pre>
 *   embedding [V, D]  becomes  [V', D]        logits [B, T, V]  become  [B, T, V']
 * </pre>
 *
 * <p>The logits of tokens that stay are what they were: each is a product with a row of its own.
 */
record VocabularyTrimming(KeptTokens tokens) implements Applier {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String SYMBOLS = "vocab.json";
  private static final String MERGES = "merges.txt";

  @Override
  public void requires(Subject subject) {
    long rows = subject.structure().shape(Roles.EMBEDDING).orElseThrow()[0];
    if (rows != tokens.before()) {
      throw PlanCheck.bad(
          "the plan keeps tokens of %s, of which the model has %s"
              .formatted(tokens.before(), rows));
    }
    TokenCuts.check(subject.dense());
  }

  /**
   * Checks that what must stay stays.
   *
   * @param tokens of {@code dense} that all edits of a plan leave
   */
  static void checkNeeded(KeptTokens tokens, WhisperModel dense) {
    Path folder = dense.folder().folder();
    BitSet missing = NeededTokens.of(folder, tokens.before());
    missing.andNot(tokens.steps().toBits());
    if (!missing.isEmpty()) {
      int id = missing.nextSetBit(0);
      Optional<String> text = Vocabulary.find(folder).flatMap(known -> known.token(id));
      throw PlanCheck.bad(
          "the plan lacks token %s%s; bytes, control tokens and those that configurations name must"
                  .formatted(id, text.map(token -> " (\"" + token + "\")").orElse(""))
              + " stay");
    }
  }

  @Override
  public Structure ensures(Structure before) {
    return before.withTokens(tokens.size());
  }

  @Override
  public boolean takesQuantised() {
    return true;
  }

  @Override
  public void apply(Draft draft) {
    if (tokens.isAll()) {
      return;
    }
    draft.become(
        draft
            .stored()
            .map(files -> TokenCuts.cutStored(draft.model(), files, tokens.steps()))
            .orElseGet(() -> TokenCuts.cut(draft.model(), tokens.steps(), draft.editors())));
    configurations(draft);
    tokenizer(draft);
  }

  /** Whether the end token tells it, as the files have it before all edits. */
  private static boolean isEnglish(Draft draft) {
    return Vocabulary.find(draft.folder())
        .map(known -> known.controls().get("<|endoftext|>"))
        .filter(end -> EnglishOnly.is(draft.folder(), end.id()))
        .isPresent();
  }

  private void configurations(Draft draft) {
    ObjectNode config = draft.json(WhisperConfig.FILE_NAME);
    TokenFields.renumber(config, tokens);
    config.put("vocab_size", tokens.size());
    if (isEnglish(draft)) {
      EnglishOnly.declare(config);
    }
    if (draft.has(GenerationConfig.FILE_NAME)) {
      TokenFields.renumber(draft.json(GenerationConfig.FILE_NAME), tokens);
    }
  }

  private void tokenizer(Draft draft) {
    SmallerTokenizer smaller = new SmallerTokenizer(tokens);
    Optional<Set<String>> symbols = Optional.empty();
    if (draft.has(TOKENIZER)) {
      ObjectNode json = draft.json(TOKENIZER);
      smaller.tokenizer(json);
      if (json.path("model").path("vocab") instanceof ObjectNode vocabulary) {
        symbols = Optional.of(SmallerTokenizer.names(vocabulary));
      }
    }
    if (draft.has(SYMBOLS)) {
      smaller.symbols(draft.json(SYMBOLS));
      symbols = Optional.of(SmallerTokenizer.names(draft.json(SYMBOLS)));
    }
    if (draft.has(MERGES) && symbols.isPresent()) {
      draft.put(MERGES, smaller.merges(draft.text(MERGES), symbols.get()));
    }
    if (draft.has("added_tokens.json")) {
      smaller.symbols(draft.json("added_tokens.json"));
    }
    for (String name : List.of("tokenizer_config.json", "special_tokens_map.json")) {
      if (draft.has(name)) {
        smaller.settings(draft.json(name));
      }
    }
  }
}
