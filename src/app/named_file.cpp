#include "app/named_file.hpp"

#include "app/known_instruments.hpp"
#include "marketdata/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace trireme::app {
namespace {

bool is_letter_or_digit(char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

// The one known symbol that stands in a name as a word of its own, or as two: EUR-USD. Null if there is none.
Result<const Instrument*> symbol_in(std::string_view name) {
    const Instrument* found = nullptr;
    std::string before;
    while (!name.empty()) {
        const auto end = std::ranges::find_if_not(name, is_letter_or_digit);
        const std::string_view word(name.begin(), end);
        name.remove_prefix(std::min(word.size() + 1, name.size()));
        for (const std::string& candidate : {std::string(word), before + std::string(word)}) {
            const Instrument* const known = find_known_instrument(candidate);
            if (known != nullptr && found != nullptr && known != found) {
                return fail(ErrorCode::invalid_input, "its name holds two symbols, {} and {}: name it as SYMBOL=FILE",
                            found->symbol.view(), known->symbol.view());
            }
            found = known != nullptr ? known : found;
        }
        before = word;
    }
    return found;
}

struct SplitName {
    std::string symbol;  // empty where the file's name is to say it
    std::filesystem::path path;
};

SplitName split_name(const std::string& named) {
    const std::size_t equals = named.find('=');
    const bool has_symbol =
        equals != std::string::npos && equals > 0 && std::ranges::all_of(named.substr(0, equals), is_letter_or_digit);
    return has_symbol ? SplitName{named.substr(0, equals), named.substr(equals + 1)} : SplitName{"", named};
}

Result<const Instrument*> instrument_of(const SplitName& file, const std::string& inner_name) {
    if (!file.symbol.empty()) {
        const Instrument* const known = find_known_instrument(file.symbol);
        if (known == nullptr) {
            return fail(ErrorCode::not_found, "{}: the symbol {} is not known; known are {}", file.path.string(),
                        file.symbol, known_symbols());
        }
        return known;
    }
    for (const std::string& name :
         {inner_name, file.path.filename().string(), file.path.parent_path().filename().string()}) {
        auto found = symbol_in(name);
        if (!found) {
            return fail_with_context(std::move(found), file.path.string());
        }
        if (*found != nullptr) {
            return *found;
        }
    }
    return fail(
        ErrorCode::not_found,
        "{}: neither the names of file and folder nor a SYMBOL=FILE say of which known symbol it is; known are {}",
        file.path.string(), known_symbols());
}

}  // namespace

Result<NamedFile> find_named_file(const std::string& named) {
    const SplitName file = split_name(named);
    if (file.path.empty()) {
        return fail(ErrorCode::invalid_input, "\"{}\" names no file: FILE or SYMBOL=FILE is expected", named);
    }
    TRIREME_TRY_ASSIGN(const auto reader, marketdata::LineReader::open(file.path));
    NamedFile found;
    found.path = file.path;
    TRIREME_TRY_ASSIGN(found.terms, instrument_of(file, reader.inner_name()));
    return found;
}

Result<std::vector<NamedFile>> find_named_files(const std::vector<std::string>& quotes,
                                                const std::vector<std::string>& asks) {
    std::vector<NamedFile> files;
    for (const std::string& named : quotes) {
        TRIREME_TRY_ASSIGN(NamedFile file, find_named_file(named));
        files.push_back(std::move(file));
    }
    for (const std::string& named : asks) {
        TRIREME_TRY_ASSIGN(const NamedFile file, find_named_file(named));
        const auto bids = std::ranges::find_if(
            files, [&](const NamedFile& each) { return each.terms == file.terms && each.asks.empty(); });
        if (bids == files.end()) {
            return fail(ErrorCode::not_found, "{}: there is no file of {} quotes that these could be the asks of",
                        file.path.string(), file.terms->symbol.view());
        }
        bids->asks = file.path;
    }
    return files;
}

}  // namespace trireme::app
