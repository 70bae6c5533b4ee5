#include "core/messages/rfc3339.hpp"

#include <fmt/format.h>

namespace hf {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t day = 86'400 * second;

struct Date {
    std::int64_t year;
    std::int64_t month;
    std::int64_t day;
};

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Counts eras of 400 years that begin in March. std::chrono::year ends at 32767, and a Timestamp
// can hold ten times as many years.
constexpr Date date_of(std::int64_t days) {
    days += 719'468;
    const auto era = floor_div(days, 146'097);
    const auto day_of_era = days - era * 146'097;
    const auto year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const auto day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const auto month = (5 * day_of_year + 2) / 153;
    const auto in_january_or_february = month >= 10;
    return {year_of_era + era * 400 + (in_january_or_february ? 1 : 0), in_january_or_february ? month - 9 : month + 3,
            day_of_year - (153 * month + 2) / 5 + 1};
}

constexpr std::int64_t days_of(const Date& date) {
    const auto year = date.year - (date.month <= 2 ? 1 : 0);
    const auto era = floor_div(year, 400);
    const auto year_of_era = year - era * 400;
    const auto day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    const auto day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

constexpr std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Reads the text from the left; after the first mistake it stays failed.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::int64_t digits(std::size_t count) {
        std::int64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!at_digit()) {
                ok_ = false;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    bool take(std::string_view one_of) {
        if (rest_.empty() || one_of.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void need(std::string_view one_of) { ok_ = take(one_of) && ok_; }
    [[nodiscard]] bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool complete() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

std::int64_t read_decimals(Reader& reader) {
    std::int64_t microseconds = 0;
    reader.need(".");
    auto weight = second / 10;
    do {
        microseconds += reader.digits(1) * weight;
        weight /= 10;
    } while (reader.at_digit());
    return microseconds;
}

}  // namespace

std::string rfc3339(Timestamp time) {
    const auto days = floor_div(time.microseconds, day);
    const auto rest = time.microseconds % day + (time.microseconds % day < 0 ? day : 0);
    const auto date = date_of(days);
    const auto seconds = rest / second;
    const auto year =
        date.year >= 0 && date.year <= 9999 ? fmt::format("{:04}", date.year) : fmt::format("{:+07}", date.year);
    return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", year, date.month, date.day, seconds / 3600,
                       seconds / 60 % 60, seconds % 60, rest % second);
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    Reader reader(text);
    Date date{};
    date.year = reader.digits(4);
    reader.need("-");
    date.month = reader.digits(2);
    reader.need("-");
    date.day = reader.digits(2);
    reader.need("Tt ");
    const auto hour = reader.digits(2);
    reader.need(":");
    const auto minute = reader.digits(2);
    reader.need(":");
    const auto seconds = reader.digits(2);
    if (!reader.ok()) return std::nullopt;
    const auto microseconds = text.substr(19, 1) == "." ? read_decimals(reader) : 0;

    std::int64_t offset_minutes = 0;
    if (!reader.take("Zz")) {
        const bool west = reader.take("-");
        if (!west) reader.need("+");
        const auto hours = reader.digits(2);
        reader.need(":");
        const auto minutes = reader.digits(2);
        if (hours > 23 || minutes > 59) return std::nullopt;
        offset_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    }
    // A leap second (60) counts as the first second of the next minute.
    const bool exists = date.month >= 1 && date.month <= 12 && date.day >= 1 &&
                        date.day <= days_in_month(date.year, date.month) && hour <= 23 && minute <= 59 && seconds <= 60;
    if (!reader.complete() || !exists) return std::nullopt;
    const auto minutes_of_day = hour * 60 + minute - offset_minutes;
    return Timestamp{days_of(date) * day + (minutes_of_day * 60 + seconds) * second + microseconds};
}

}  // namespace hf
