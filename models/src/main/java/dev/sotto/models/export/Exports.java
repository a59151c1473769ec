package dev.sotto.models.export;

import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens exports of any layout that is registered. */
public final class Exports {
  private static final List<ExportLayout> LAYOUTS =
      ServiceLoader.load(ExportLayout.class, ExportLayout.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Exports() {}

  /**
   * Finds the graphs of an export, without opening them.
   *
   * @param given its folder; or, where it holds graphs in several number formats, the encoder of
   *     one
   * @throws SottoException if the folder or its graphs are missing, or nobody said which of them
   */
  public static ExportFolder open(Path given) {
    if (!Files.isRegularFile(given) && !Files.isDirectory(given)) {
      throw SottoException.badInput(given, "no such folder; expected a Whisper ONNX export");
    }
    return layoutOf(given).open(given);
  }

  /**
   * The path of an export in one of the number formats that {@code folder} holds, for {@link
   * #open}.
   *
   * @param variant what its file names end in, such as {@code q4}, or {@code fp32}
   * @throws SottoException if there is no such variant
   */
  public static Path variant(Path folder, String variant) {
    if (!Files.isDirectory(folder)) {
      throw SottoException.badInput(folder, "no such folder; a variant is chosen in a folder");
    }
    return layoutOf(folder).variant(folder, variant);
  }

  /** What a path tells of a model if it is that of an encoder, whichever system wrote it. */
  public static Optional<ExportLayout.EncoderPath> encoderPath(String path) {
    return LAYOUTS.stream().flatMap(layout -> layout.encoderPath(path).stream()).findFirst();
  }

  private static ExportLayout layoutOf(Path given) {
    return LAYOUTS.stream()
        .filter(layout -> layout.recognises(given))
        .findFirst()
        .orElseThrow(() -> unrecognised(given));
  }

  private static SottoException unrecognised(Path given) {
    String expected =
        LAYOUTS.stream()
            .map(layout -> layout.expected(given))
            .distinct()
            .collect(Collectors.joining("; or "));
    return SottoException.badInput(
        given,
        Files.isRegularFile(given)
            ? "expected the folder of a Whisper ONNX export, or its "
                + expected
                + ", found another file"
            : "holds no Whisper export: expected " + expected);
  }
}
