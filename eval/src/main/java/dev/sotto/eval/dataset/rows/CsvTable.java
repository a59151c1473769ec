package dev.sotto.eval.dataset.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.sotto.models.SottoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a CSV table (RFC 4180) whose first row names its columns. Cells may be quoted and then hold
 * commas and line ends.
 */
public final class CsvTable {
  private static final int MAX_CELL_CHARACTERS = 1 << 20;

  /** Half of a pair, which no valid UTF-8 decodes to by itself. */
  private static final char DAMAGED = '\udc00';

  private static final CsvMapper MAPPER =
      new CsvMapper(
          CsvFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(MAX_CELL_CHARACTERS).build())
              .build());

  private CsvTable() {}

  /**
   * Gives each row to {@code parser} with the line in which it starts, and what is wrong with it to
   * {@code problems}. Empty lines are passed over.
   *
   * @param separator between cells, normally a comma
   * @param needed of each of these lists the table has one column
   * @throws SottoException if the file cannot be read, a column is missing, or quotation marks or
   *     sizes are such that nobody can say where the next row starts
   */
  public static void read(
      Path file,
      char separator,
      List<List<String>> needed,
      TabTable.RowParser parser,
      TextLines.Problems problems) {
    int line = 1;
    try (Reader reader = open(file);
        MappingIterator<String[]> rows =
            MAPPER
                .readerFor(String[].class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .readValues(reader)) {
      Columns columns = null;
      while (rows.hasNextValue()) {
        List<String> cells = List.of(rows.nextValue());
        if (columns == null) {
          columns = new Columns(file, cells);
          columns.require(file, needed);
        } else if (!cells.equals(List.of(""))) {
          row(columns, cells, line, parser, problems);
        }
        line = rows.getParser().currentLocation().getLineNr();
      }
    } catch (JsonProcessingException e) {
      throw SottoException.badInput(
          file, "line " + line + ": not valid CSV from here on; is a quotation mark open?", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void row(
      Columns columns,
      List<String> cells,
      int line,
      TabTable.RowParser parser,
      TextLines.Problems problems) {
    try {
      for (String cell : cells) {
        if (isDamaged(cell)) {
          throw new BadRowException("not valid UTF-8; save the file as UTF-8");
        }
        TextLines.checkText(cell);
      }
      parser.parse(columns.row(cells), line);
    } catch (BadRowException e) {
      problems.bad(line, e.getMessage());
    }
  }

  private static boolean isDamaged(String cell) {
    return cell.codePoints().anyMatch(character -> character == DAMAGED);
  }

  /** Text; each damaged character becomes {@link #DAMAGED}. */
  private static Reader open(Path file) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith(String.valueOf(DAMAGED));
    return new BufferedReader(new InputStreamReader(TextFile.open(file), decoder));
  }
}
