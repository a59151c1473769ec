package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.models.whisper.WhisperConfig.StackSizes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fed to the graphs of an export, and what they give. */
class PortsTest {
  private static final WhisperConfig CONFIG =
      new WhisperConfig(12, new StackSizes(2, 3, 10), new StackSizes(2, 3, 14), 61, 5, 7, 9);

  @TempDir Path folder;

  private DecoderPorts ports(Path export, String file) {
    return Exports.open(export)
        .layout()
        .decoderPorts(Declared.of(OnnxModel.read(export.resolve(file)).graph()));
  }

  @Test
  void aMergedDecoderTakesAndGivesEveryCache() {
    DecoderPorts ports = ports(SmallExport.merged(folder.resolve("a")), SmallExport.MERGED_FILE);
    assertEquals("input_ids", ports.tokens().name());
    assertEquals("encoder_hidden_states", ports.states().orElseThrow().name());
    assertEquals("use_cache_branch", ports.useCache().orElseThrow().name());
    assertEquals(Optional.empty(), ports.positions());
    assertEquals("logits", ports.logits());
    assertEquals(List.of(), ports.others());
    assertEquals(8, ports.pasts().size());
    assertEquals(ports.caches(), ports.presents());
    CachePort keys = ports.caches().get(2);
    assertEquals("decoder.layers.0.encoder_attn", keys.id().block().name());
    assertTrue(keys.isCross());
    assertFalse(ports.caches().get(5).isCross());
    assertEquals(
        CachePort.Id.values(ports.caches().get(4).id().block()), ports.caches().get(5).id());
    assertEquals(CachePort.Id.keys(keys.id().block()), keys.id());
    assertEquals(OptionalLong.of(3), keys.taken(Axis.HEADS));
    assertEquals(OptionalLong.empty(), keys.taken(Axis.POSITIONS));
    assertArrayEquals(new long[] {2, 3, 7, 4}, keys.shape(CONFIG, 2, 7));
  }

  @Test
  void ofTwoDecodersOneTakesWhatTheOtherGives() {
    Path export = SmallExport.separate(folder.resolve("a"));
    DecoderPorts first = ports(export, SmallExport.DECODER_FILE);
    assertEquals(0, first.pasts().size());
    assertEquals(8, first.presents().size());
    assertEquals(Optional.empty(), first.useCache());
    DecoderPorts next = ports(export, SmallExport.PAST_FILE);
    assertEquals(8, next.pasts().size());
    assertEquals(4, next.presents().size());
    assertEquals(Optional.empty(), next.states());
    assertTrue(next.presents().stream().noneMatch(CachePort::isCross));
  }

  @Test
  void whatIsFedIsFedByName() {
    DecoderPorts ports = ports(SmallExport.merged(folder.resolve("a")), SmallExport.MERGED_FILE);
    Map<String, String> fed = fed(ports);
    assertEquals(11, fed.size());
    assertEquals("tokens of input_ids", fed.get("input_ids"));
    assertEquals("states of encoder_hidden_states", fed.get("encoder_hidden_states"));
    assertEquals("switch", fed.get("use_cache_branch"));
    assertEquals("VALUE of decoder.layers.1.self_attn", fed.get("past_key_values.1.decoder.value"));
  }

  private static Map<String, String> fed(DecoderPorts ports) {
    return ports.inputs(
        input -> "tokens of " + input.name(),
        input -> "states of " + input.name(),
        input -> "switch",
        input -> "positions",
        port -> port.id().content() + " of " + port.id().block());
  }

  /** Other versions declare positions, and other exporters what no Whisper has. */
  @Test
  void inputsAreToldApartByTheirNames() {
    SmallGraph graph = new SmallGraph();
    graph
        .input("input_ids", "b", "t")
        .input("cache_position", "t")
        .input("past_key_values.0.decoder.key", "b", "h", "p", 4)
        .input("past_key_values.x.decoder.key", "b")
        .input("attention_mask", "b", "t")
        .input("weight", 3)
        .weight("weight", 3)
        .output("present.0.decoder.key", "b", 2, "p", 4)
        .output("logits", "b", "t", 61);
    ExportLayout layout = Exports.open(SmallExport.merged(folder.resolve("a"))).layout();
    DecoderPorts ports = layout.decoderPorts(Declared.of(graph.graph()));
    assertEquals("cache_position", ports.positions().orElseThrow().name());
    assertEquals(
        List.of("past_key_values.x.decoder.key", "attention_mask"),
        ports.others().stream().map(ValueInfo::name).toList());
    CachePort keys = ports.pasts().get(0);
    assertEquals(OptionalLong.empty(), keys.taken(Axis.HEADS));
    // The output says what the input does not; where neither does, config.json does.
    assertArrayEquals(new long[] {1, 2, 0, 4}, keys.shape(CONFIG, 1, 0));
    CachePort open = new CachePort(keys.id(), keys.past(), Optional.empty(), keys.axes());
    assertArrayEquals(new long[] {1, 3, 0, 4}, open.shape(CONFIG, 1, 0));
    assertEquals("positions", fed(ports).get("cache_position"));
  }

  @Test
  void anEncoderTakesFeaturesAndGivesStates() {
    Path export = SmallExport.merged(folder.resolve("a"));
    Graph encoder = OnnxModel.read(export.resolve(SmallExport.ENCODER_FILE)).graph();
    assertEquals(
        new EncoderPorts("input_features", "last_hidden_state"),
        Exports.open(export).layout().encoderPorts(Declared.of(encoder)));
  }

  @Test
  void theGraphWithoutACacheRunsFirst() {
    Path export = SmallExport.merged(folder.resolve("a"));
    ExportLayout layout = Exports.open(export).layout();
    Graph merged = OnnxModel.read(export.resolve(SmallExport.MERGED_FILE)).graph();
    assertEquals("no_past", layout.firstGraph(Part.DECODER_MERGED, merged).name());
    assertEquals(merged, layout.firstGraph(Part.DECODER, merged));
    assertEquals("Optimum", layout.name());
    assertTrue(layout.cacheNames().contains("past_key_values"));
  }

  @Test
  void aPathTellsOfAnEncoder() {
    assertEquals(
        Optional.of(new ExportLayout.EncoderPath("/models/tiny", Optional.empty())),
        Exports.encoderPath("/models/tiny/encoder_model.onnx"));
    assertEquals(
        Optional.of(new ExportLayout.EncoderPath("C:\\models\\tiny", Optional.of("q4"))),
        Exports.encoderPath("C:\\models\\tiny\\onnx\\encoder_model_q4.onnx"));
    for (String other :
        List.of("/models/tiny", "/models/my_encoder_model.onnx", "/m/decoder_model.onnx")) {
      assertEquals(Optional.empty(), Exports.encoderPath(other), other);
    }
  }

  @Test
  void whatIsNotThereIsNoExport() {
    Path absent = folder.resolve("absent");
    for (Runnable action :
        List.<Runnable>of(() -> Exports.open(absent), () -> Exports.variant(absent, "q4"))) {
      SottoException e = assertThrows(SottoException.class, action::run);
      assertTrue(e.getMessage().startsWith(absent + ": no such folder; "), e::getMessage);
    }
  }
}
