#include "counterparts/binance_capture.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"
#include "marketdata/text_source.hpp"

#include <algorithm>
#include <optional>

namespace trireme::counterparts {

Result<BinanceCapture> parse_binance_capture(std::string_view text, std::string_view symbol) {
    BinanceCapture capture;
    std::optional<std::int64_t> begin;
    std::int64_t last = 0;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t space = line.find(' ');
        const auto time = parse_decimal(line.substr(0, std::min(space, line.size())), 0);
        if (!time || space == std::string_view::npos || *time < last) {
            return fail(ErrorCode::invalid_input, "line {}: expected a time that does not go back and a frame, got {}",
                        number, in_quotes(line));
        }
        last = *time;
        const std::string_view frame = line.substr(space + 1);
        if (frame.starts_with(R"({"lastUpdateId")")) {
            capture.snapshots.emplace(symbol, frame);
        } else {
            begin = begin.value_or(*time);
            capture.frames.push_back({Duration::nanoseconds(*time - *begin), std::string(frame)});
        }
    }
    if (capture.frames.empty() || capture.snapshots.empty()) {
        return fail(ErrorCode::invalid_input, "a capture is expected to hold frames and a depth snapshot");
    }
    return capture;
}

Result<BinanceCapture> read_binance_capture(const std::filesystem::path& path, std::string_view symbol) {
    TRIREME_TRY_ASSIGN(const auto source, marketdata::open_text(path));
    std::string text;
    std::vector<char> chunk(std::size_t{1} << 16);
    for (;;) {
        TRIREME_TRY_ASSIGN(const std::size_t size, source->read(chunk));
        if (size == 0) {
            break;
        }
        text.append(chunk.data(), size);
    }
    auto capture = parse_binance_capture(text, symbol);
    return capture ? std::move(capture) : fail_with_context(std::move(capture), path.string());
}

}  // namespace trireme::counterparts
