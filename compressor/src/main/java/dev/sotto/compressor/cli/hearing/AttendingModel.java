package dev.sotto.compressor.cli.hearing;

import dev.sotto.compressor.calibrate.CrossAttentions;
import dev.sotto.compressor.calibrate.Probe;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.align.WordAligner;
import dev.sotto.runtime.align.WordTimer;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.DecoderRunner;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A copy of a model that tells where its decoder looks, beside the model that transcribes: weights
 * that are stored as something smaller are floats in it.
 */
public final class AttendingModel implements WordTimer {
  private final ProbedExport export;
  private final DecoderRunner decoder;
  private final DecodingTokens tokens;
  private final WordAligner aligner;
  private final DecodingOptions options;

  private AttendingModel(
      ProbedExport export,
      DecoderRunner decoder,
      DecodingTokens tokens,
      WordAligner aligner,
      DecodingOptions options) {
    this.export = export;
    this.decoder = decoder;
    this.tokens = tokens;
    this.aligner = aligner;
    this.options = options;
  }

  /**
   * Makes the copy and opens it.
   *
   * @param tokenizer of the model, which the caller closes behind this
   * @throws dev.sotto.models.SottoException if the model gives no attention, or the disk is full
   */
  public static AttendingModel open(
      ExportFolder files,
      WhisperTokenizer tokenizer,
      DecodingOptions options,
      SessionSettings settings) {
    WhisperModel model = files.read();
    List<AlignmentHead> heads = heads(model);
    Map<Integer, Probe> probes = CrossAttentions.probes(model);
    Set<Integer> layers = heads.stream().map(AlignmentHead::layer).collect(Collectors.toSet());
    probes.keySet().retainAll(layers);
    ProbedExport export = ProbedExport.of(model, List.copyOf(probes.values()));
    try {
      Map<Integer, String> outputs = new LinkedHashMap<>();
      probes.forEach((layer, probe) -> outputs.put(layer, export.output(probe)));
      WordAligner aligner =
          new WordAligner(heads, outputs, tokens -> tokenizer.decode(tokens, true));
      return new AttendingModel(
          export,
          DecoderRunner.open(export.files(), settings),
          DecodingTokens.read(files.folder()),
          aligner,
          options);
    } catch (RuntimeException e) {
      export.close();
      throw e;
    }
  }

  /** Those that the model's files name; else, as OpenAI has it, all of the upper half. */
  private static List<AlignmentHead> heads(WhisperModel model) {
    List<AlignmentHead> named = GenerationConfig.read(model.folder().folder()).alignmentHeads();
    if (!named.isEmpty()) {
      return named;
    }
    int layers = model.config().decoder().layers();
    List<AlignmentHead> upper = new ArrayList<>();
    for (Block block : model.blocks()) {
      boolean cross =
          block.id().stack() == Stack.DECODER && block.id().kind() == Kind.CROSS_ATTENTION;
      if (cross && block.id().layer() >= layers / 2) {
        IntStream.range(0, block.groups())
            .forEach(head -> upper.add(new AlignmentHead(block.id().layer(), head)));
      }
    }
    return upper;
  }

  @Override
  public List<Word> words(EncodedAudio audio, Decoding heard, double seconds) {
    int end = tokens.control().end();
    List<Integer> written =
        tokens.withoutTimestamps(heard.tokens()).stream().filter(token -> token < end).toList();
    Optional<String> language =
        tokens.multilingual() ? heard.language().map(code -> "<|" + code + "|>") : Optional.empty();
    try (DecoderRun run = decoder.decode(audio)) {
      return aligner.align(
          run,
          new Prompts(tokens, options).prompt(language),
          written,
          end,
          seconds,
          heard.language().orElse("en"));
    }
  }

  @Override
  public void close() {
    decoder.close();
    export.close();
  }
}
