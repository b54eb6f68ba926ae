// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documentintake.h"

#include "core/base/async.h"
#include "core/base/charset.h"
#include "core/base/log.h"
#include "core/knowledge/documenttitle.h"
#include "core/tool/htmltext.h"

#include <QTemporaryFile>
#include <QTimer>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype jobsAtOnce = 3;
constexpr qsizetype jobsAtOnceOfOne = 2;
constexpr auto pauseAfterFailedWrite = 1s;
constexpr qsizetype passagesAtOnce = 64;
constexpr qint64 bytesOfStart = 4096;            // that tell what a document is
constexpr qint64 awaitedBytes = 4 * 1024 * 1024; // of a text that is indexed before the answer

Result<TextSource> textOfHtml(const TextSource &source, const QString &contentType)
{
    if (source.size() > DocumentIntake::greatestHtml)
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"A web page may have at most 16 MB. Split it and add the parts."_s,
                     .field = u"file"_s};
    const QByteArray bytes = TRY(source.read(source.begin, source.size()));
    const HtmlText page =
        readableText(TRY(decodedText(bytes, charsetOfType(contentType.toLatin1()), TextKind::Html)));
    const QString text =
        page.title.isEmpty() ? page.text : QString(u"# "_s + page.title + u"\n\n"_s + page.text);
    return TextSource::of(text.toUtf8());
}

// A file of its own beside the upload, which goes with the last who holds it.
Result<std::shared_ptr<QTemporaryFile>> fileBeside(const UploadedDocument &upload)
{
    const auto file = std::make_shared<QTemporaryFile>(QString(upload.path + u".part-XXXXXX"_s));
    if (!file->open())
        return failure(ErrorCode::Unavailable, u"There is no room to read the document. Try again later."_s,
                       file->errorString());
    return file;
}

// pdftotext reads a file from its beginning, so a document that is a part of one gets a file of its own.
Result<std::shared_ptr<QTemporaryFile>> ownFile(const UploadedDocument &upload)
{
    const auto file = TRY(fileBeside(upload));
    QFile whole(upload.path);
    const auto broken = [&] {
        return failure(ErrorCode::Unavailable, u"There is no room to read the document. Try again later."_s,
                       file->errorString());
    };
    if (!whole.open(QIODevice::ReadOnly) || !whole.seek(upload.begin))
        return broken();
    for (qint64 left = upload.size; left > 0;) {
        const QByteArray bytes = whole.read(std::min<qint64>(left, 1024 * 1024));
        if (bytes.isEmpty() || file->write(bytes) != bytes.size())
            return broken();
        left -= bytes.size();
    }
    return file->flush() ? Result<std::shared_ptr<QTemporaryFile>>(file) : broken();
}

Error asDocument(const Error &error)
{
    if (error.code == ErrorCode::Unavailable)
        return error;
    return invalid(u"file"_s, u"The PDF could not be read. %1"_s.arg(error.text));
}

} // namespace

struct DocumentIntake::Job
{
    UploadedDocument upload;
    Principal principal;
    Then then;
    Document document = {};
    Markup markup = Markup::Plain;
    TextSource source = {};
    std::shared_ptr<QTemporaryFile> own = {}; // the PDF alone, or the text in UTF-8
    std::unique_ptr<SandboxRun> run = {};
    qint64 at = 0;
    qsizetype before = 0;
    int passages = 0;

    // Once; what comes later, nobody waits for.
    void tell(const Result<Document> &outcome)
    {
        if (const Then told = std::exchange(then, {}))
            told(outcome);
    }
};

Result<void> DocumentIntake::toUtf8(Job &job, const QByteArray &charset)
{
    job.own = TRY(fileBeside(job.upload));
    TRY(writeAsUtf8(job.source, charset, *job.own));
    job.source = {.path = job.own->fileName(), .begin = 0, .end = job.own->size()};
    return {};
}

DocumentIntake::DocumentIntake(KnowledgeService &knowledge, Journal &journal, Sandbox sandbox)
    : m_knowledge(knowledge)
    , m_journal(journal)
    , m_sandbox(std::move(sandbox))
    , m_sweep(knowledge, journal)
{
}

DocumentIntake::~DocumentIntake() = default;

void DocumentIntake::take(const UploadedDocument &upload, const Principal &principal, Then then)
{
    m_waiting.append(
        std::make_shared<Job>(Job{.upload = upload, .principal = principal, .then = std::move(then)}));
    next();
}

void DocumentIntake::next()
{
    while (const JobPointer job = takeWaiting()) {
        m_underWay.append(job);
        begin(job);
    }
}

// The one that has waited longest of those whose owner has a place left.
DocumentIntake::JobPointer DocumentIntake::takeWaiting()
{
    if (m_underWay.size() >= jobsAtOnce)
        return {};
    for (qsizetype i = 0; i < m_waiting.size(); ++i) {
        const auto isSameOwner = [&owner = m_waiting[i]->principal.user](const JobPointer &other) {
            return other->principal.user == owner;
        };
        if (std::ranges::count_if(m_underWay, isSameOwner) < jobsAtOnceOfOne)
            return m_waiting.takeAt(i);
    }
    return {};
}

void DocumentIntake::begin(const JobPointer &job)
{
    job->source = {
        .path = job->upload.path, .begin = job->upload.begin, .end = job->upload.begin + job->upload.size};
    runInPool(
        this, [source = job->source] { return source.read(source.begin, bytesOfStart); },
        [this, job](const Result<QByteArray> &start) {
            if (!start)
                return fail(job, start.error());
            draft(job, *start);
        });
}

void DocumentIntake::draft(const JobPointer &job, const QByteArray &start)
{
    const auto drafted = m_knowledge.draft({.content = start,
                                            .title = job->upload.title,
                                            .tags = job->upload.tags,
                                            .isShared = job->upload.isShared,
                                            .fileName = job->upload.fileName,
                                            .contentType = job->upload.contentType},
                                           job->upload.size, job->principal);
    if (!drafted)
        return fail(job, drafted.error());
    job->document = *drafted;
    convert(job, start);
}

void DocumentIntake::convert(const JobPointer &job, const QByteArray &start)
{
    const QString type = job->document.contentType;
    if (type == "application/pdf"_L1)
        return convertPdf(job);
    job->markup = type == "text/plain"_L1 ? Markup::Plain : Markup::Markdown;
    const bool isHtml = type == "text/html"_L1;
    runInPool(
        this,
        [job, isHtml, charset = charsetOf(start, job->upload.contentType)]() -> Result<TextOpening> {
            if (isHtml)
                job->source = TRY(textOfHtml(job->source, job->upload.contentType));
            else if (!charset.isEmpty())
                TRY(toUtf8(*job, charset));
            return openText(job->source, job->markup);
        },
        [this, job](const Result<TextOpening> &opening) { opened(job, opening); });
}

void DocumentIntake::convertPdf(const JobPointer &job)
{
    runInPool(
        this, [upload = job->upload] { return ownFile(upload); },
        [this, job](const Result<std::shared_ptr<QTemporaryFile>> &file) {
            if (!file)
                return fail(job, file.error());
            job->own = *file;
            job->run = std::make_unique<SandboxRun>(
                m_sandbox, SandboxedProgram{.program = u"/usr/bin/pdftotext"_s,
                                            .arguments = {u"-q"_s, u"-enc"_s, u"UTF-8"_s, u"-"_s, u"-"_s},
                                            .inputFile = (*file)->fileName(),
                                            .limits = {.memory = 1024 * 1024 * 1024,
                                                       .processorTime = 120s,
                                                       .time = 5min,
                                                       .output = greatestTextOfPdf}});
            // A job holds its run, so the connection holds no job.
            connect(job->run.get(), &SandboxRun::finished, this,
                    [this, ended = std::weak_ptr<Job>(job)](const Result<SandboxOutcome> &outcome) {
                        if (const JobPointer read = ended.lock())
                            readPdf(read, outcome);
                    });
        });
}

void DocumentIntake::readPdf(const JobPointer &job, const Result<SandboxOutcome> &outcome)
{
    job->run.release()->deleteLater();
    job->own.reset();
    if (!outcome)
        return fail(job, asDocument(outcome.error()));
    if (outcome->exitCode != 0)
        return fail(
            job,
            invalid(u"file"_s, u"The PDF could not be read. It may be broken, or closed with a password."_s));
    runInPool(
        this,
        [job, text = outcome->output]() mutable {
            job->source = TextSource::of(text.replace('\f', '\n'));
            return openText(job->source, Markup::Plain);
        },
        [this, job](const Result<TextOpening> &opening) { opened(job, opening); });
}

void DocumentIntake::opened(const JobPointer &job, const Result<TextOpening> &opening)
{
    if (!opening)
        return fail(job, opening.error());
    job->document.title =
        documentTitle(job->upload.title, job->upload.fileName, opening->title, opening->start);
    const auto begun = m_knowledge.begin(job->document, opening->text);
    if (!begun)
        return fail(job, begun.error());
    job->document = *begun;
    job->at = job->source.begin;
    if (job->source.size() > awaitedBytes)
        m_journal.whenCommitted(this, [job](const Result<void> &committed) {
            if (committed)
                job->tell(job->document);
        });
    index(job);
}

void DocumentIntake::index(const JobPointer &job)
{
    if (job->at >= job->source.end) {
        const auto done = m_knowledge.finish(job->document, job->passages, job->principal);
        if (!done)
            return fail(job, done.error());
        m_journal.whenCommitted(this, [this, job, document = *done](const Result<void> &committed) {
            if (!committed)
                return fail(job, committed.error());
            job->tell(document);
            end(job);
        });
        return;
    }
    runInPool(
        this, [job] { return pieceAt(job->source, job->at, job->before, job->markup, job->document.title); },
        [this, job](const Result<DocumentPiece> &piece) {
            if (!piece)
                return fail(job, piece.error());
            store(job, *piece, 0);
        });
}

// A few passages a commit, so that nobody waits long behind one.
void DocumentIntake::store(const JobPointer &job, const DocumentPiece &piece, qsizetype from)
{
    if (from >= piece.passages.size()) {
        job->at = piece.next;
        job->before += piece.length;
        return index(job);
    }
    const QList<IndexedPassage> some = piece.passages.mid(from, passagesAtOnce);
    const auto stored = m_knowledge.append(job->document, job->passages, some);
    if (!stored)
        return fail(job, stored.error());
    job->passages += int(some.size());
    m_journal.whenCommitted(this, [this, job, piece, from](const Result<void> &committed) {
        if (!committed)
            return fail(job, committed.error());
        // In a turn of its own: what came meanwhile goes first.
        QMetaObject::invokeMethod(
            this, [this, job, piece, from] { store(job, piece, from + passagesAtOnce); },
            Qt::QueuedConnection);
    });
}

// Whoever was told already finds out from the document; whoever was not, from this, and the document is gone.
void DocumentIntake::fail(const JobPointer &job, const Error &error)
{
    if (!error.detail.isEmpty())
        qCWarning(logRun).noquote() << "A document could not be read:" << error.text << error.detail;
    if (!job->document.id.isEmpty())
        putAway(job->document, !job->then, error);
    job->tell(error);
    end(job);
}

// What failed because the disk is full cannot be put away at once either; it is tried until it can.
void DocumentIntake::putAway(const Document &document, bool isKept, const Error &error)
{
    const auto done = isKept ? m_knowledge.giveUp(document, error.text) : m_knowledge.drop(document);
    if (!done)
        qCWarning(logRun).noquote() << "A document could not be dropped:" << done.error().detail;
    const bool mayPass = !done && done.error().code == ErrorCode::Unavailable;
    m_journal.whenCommitted(this, [this, document, isKept, error, mayPass](const Result<void> &committed) {
        if (!mayPass && committed)
            return m_sweep.begin();
        QTimer::singleShot(pauseAfterFailedWrite, this,
                           [this, document, isKept, error] { putAway(document, isKept, error); });
    });
}

void DocumentIntake::end(const JobPointer &job)
{
    m_underWay.removeOne(job);
    QMetaObject::invokeMethod(this, &DocumentIntake::next, Qt::QueuedConnection);
}

} // namespace core
