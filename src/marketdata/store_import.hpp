#pragma once

#include "marketdata/sealed_writer.hpp"
#include "marketdata/series_name.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace trireme::marketdata {

// Brings rows into a store so that all of them are there, or none: parts are written beside the store's own, and become
// its own by the renaming of one folder. What a crash leaves behind that is moved on by whoever opens the store next.
class StoreImport {
public:
    // In the store whose lock the caller holds; one at a time.
    [[nodiscard]] static Result<StoreImport> begin(const std::filesystem::path& store);
    // Leaves nothing of what was not committed.
    ~StoreImport();
    StoreImport(StoreImport&& other) noexcept;
    StoreImport& operator=(StoreImport&&) = delete;

    // A further part, valid until the import ends.
    [[nodiscard]] Result<SealedWriter*> add_part(SeriesKind kind);
    // `names` are those of the parts, in their order; parts without rows are left out. `conflict` if a series has rows
    // between the first and the last of a part.
    [[nodiscard]] Result<void> commit(std::span<const SeriesName> names);

private:
    struct Part {
        std::filesystem::path path;
        std::unique_ptr<SealedWriter> writer;
    };

    explicit StoreImport(std::filesystem::path store) : store_(std::move(store)) {}

    std::filesystem::path store_;  // empty once it has ended
    std::vector<Part> parts_;
};

// Moves what was committed to its place, and removes what was not. The caller holds the store's lock.
[[nodiscard]] Result<void> finish_imports(const std::filesystem::path& store);
// Whether there is anything to be moved.
[[nodiscard]] bool has_committed_import(const std::filesystem::path& store);

}  // namespace trireme::marketdata
