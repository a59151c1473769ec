package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.compress.Besides;
import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.vocabulary.VocabularyRequest;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.plan.SetContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is done to a model besides removal for a budget. */
public final class EditOptions {
  @Option(
      names = "--remove-layers",
      paramLabel = "LAYERS",
      description =
          "First take whole layers out: by number, such as encoder.2,decoder.1 (counted from 0), or"
              + " those that the model misses least on --calibrate: decoder=2 of one stack, auto=2"
              + " of either. Budgets count what they leave.")
  private String layers;

  @Option(
      names = "--keep-vocabulary",
      arity = "1..*",
      paramLabel = "TEXT|LANGUAGE|heard",
      description =
          "Last take tokens out of the vocabulary that these never need: texts (a file of lines, a"
              + " data set), languages, such as de, or what the model hears in --calibrate. Bytes"
              + " and control tokens stay, so that any text can still be written. Not counted by"
              + " budgets.")
  private List<String> kept = List.of();

  @Option(
      names = "--context",
      paramLabel = "flexible|SECONDS",
      description =
          "Have the encoder take windows of any length up to its own, which saves most of the work"
              + " for short clips; or cut its windows to so many seconds. Not counted by budgets.")
  private String context;

  @Mixin private SuffixOption suffix;

  /** What is read: {@code paths}, and texts. */
  public Path[] paths(Path... paths) {
    return Stream.concat(
            Stream.of(paths), request().stream().flatMap(kept -> kept.texts().stream()))
        .toArray(Path[]::new);
  }

  /** Whether nothing is asked for that would change what the model computes. */
  public boolean isEmpty() {
    return layers == null && kept.isEmpty() && context == null;
  }

  /**
   * Refuses what cannot be done without speech.
   *
   * @throws SottoException with code USAGE if something is asked for that needs it
   */
  void checkSilent() {
    if (layers().isMeasured()) {
      throw SottoException.usage(
          "--remove-layers is to find layers by speech; expected --calibrate, found none");
    }
    request().ifPresent(VocabularyRequest::checkSilent);
  }

  /**
   * What is done.
   *
   * @param model whose vocabulary it is
   * @throws SottoException if something is given in another form, or a text cannot be read
   */
  public Besides besides(Path model) {
    Optional<VocabularyRequest> vocabulary = request();
    vocabulary.ifPresent(kept -> kept.check(Exports.open(model)));
    return new Besides(layers(), vocabulary, context(), Optional.empty(), suffix.edit());
  }

  private Optional<SetContext> context() {
    try {
      return Optional.ofNullable(context).map(SetContext::parse);
    } catch (IllegalArgumentException e) {
      throw SottoException.usage("--context: " + e.getMessage());
    }
  }

  private Optional<VocabularyRequest> request() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(VocabularyRequest.parse(kept));
  }

  /**
   * The layers that are to leave.
   *
   * @throws SottoException if they are given in another form
   */
  public LayerRequest layers() {
    return layers == null ? LayerRequest.NONE : LayerRequest.parse(layers);
  }
}
