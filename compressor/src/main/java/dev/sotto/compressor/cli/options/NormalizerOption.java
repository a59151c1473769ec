package dev.sotto.compressor.cli.options;

import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How texts are made comparable. */
public final class NormalizerOption {

  /** The ids of the normalisers, for help and completion. */
  public static final class NormalizerIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Normalizers.ids().iterator();
    }
  }

  @Option(
      names = "--normalizer",
      paramLabel = "ID",
      completionCandidates = NormalizerIds.class,
      description =
          "How texts are made comparable: ${COMPLETION-CANDIDATES}. Unless given, whisper-english"
              + " for English and mark-preserving for other languages.")
  private Optional<String> normalizer = Optional.empty();

  /** The one that was asked for; code USAGE if there is none of that name. */
  public Optional<TextNormalizer> normalizer() {
    return normalizer.map(Normalizers::of);
  }
}
