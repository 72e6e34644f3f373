"""Every table as it stands after the first twenty-five migrations, made whole. Databases that took them one by one stand here."""

import articles.models.body
import articles.models.identity
import articles.models.manuscript
import articles.models.partner
import articles.models.webhook
import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import re
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

# The review record and the log only grow; of the log what is older than half a year may go. SQLite's emptying of a test
# database deletes rows one by one: there deleting is the model's to refuse.
KEPT_ON_SQLITE = """
    CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
KEPT_FUNCTION = """
    CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {unless}RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
KEPT_ON_POSTGRESQL = """
    CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_kept()
"""
OLD_LOG = "IF TG_OP = 'DELETE' AND OLD.at < now() - interval '180 days' THEN RETURN OLD; END IF;\n        "

FTS5 = """
    CREATE VIRTUAL TABLE articles_searchindex
    USING fts5(pairs, words, content='', tokenize='ascii')
"""
HEADS = """
    CREATE VIRTUAL TABLE articles_searchheads
    USING fts5(title, byline, content='', tokenize='ascii')
"""
# Nothing is gained by squeezing what is read all the time. The planner takes no account of the size of what is stored
# apart, and would rather read all of it than the index. ``condition`` is made of integers only.
INDEX_ON_POSTGRESQL = [
    "CREATE TABLE articles_searchindex (number bigint PRIMARY KEY, pairs integer[] NOT NULL, title integer[] NOT NULL)",
    "ALTER TABLE articles_searchindex ALTER COLUMN pairs SET STORAGE EXTERNAL",
    "ALTER TABLE articles_searchdocument ALTER COLUMN body SET STORAGE EXTERNAL",
    "ALTER TABLE articles_searchdocument ALTER COLUMN cuts SET STORAGE EXTERNAL",
    "CREATE INDEX articles_searchindex_pairs ON articles_searchindex USING gin (pairs, title)",
    """
    CREATE FUNCTION articles_searchnear(condition text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $near$
    BEGIN
        RETURN QUERY EXECUTE 'SELECT i.number FROM articles_searchindex i WHERE ' || condition;
    END
    $near$
    """,
]


def keep_records(apps, schema_editor):
    kept = (("articles_recordentry", "the review record is kept", ""), ("articles_auditentry", "the log is kept", OLD_LOG))
    statements = [KEPT_ON_SQLITE] if is_sqlite(schema_editor) else [KEPT_FUNCTION, KEPT_ON_POSTGRESQL]
    for table, words, unless in kept:
        for statement in statements:
            schema_editor.execute(statement.format(table=table, words=words, unless=unless))


def make_index(apps, schema_editor):
    for statement in [FTS5, HEADS] if is_sqlite(schema_editor) else INDEX_ON_POSTGRESQL:
        schema_editor.execute(statement)


def is_sqlite(schema_editor):
    return schema_editor.connection.vendor == "sqlite"


class CreateModels(Operation):
    """Creates all of them at once. One by one, each would have all the earlier ones made anew in memory: four fifths of
    the time that a new database takes."""

    reversible = True

    def __init__(self, models):
        self.models = models

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # it is made when it is asked for
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):

    replaces = [('articles', '0001_initial'), ('articles', '0002_pageimport_history'), ('articles', '0003_search'), ('articles', '0004_order_indexes'), ('articles', '0005_partner'), ('articles', '0006_lexicon'), ('articles', '0007_keeping_words'), ('articles', '0008_three_reviews'), ('articles', '0009_public_state'), ('articles', '0010_published_versions_and_key_use'), ('articles', '0011_fill_published_versions'), ('articles', '0012_job_run'), ('articles', '0013_webhooks'), ('articles', '0014_text_analysis'), ('articles', '0015_publication_list_order'), ('articles', '0016_schedule_without_reason'), ('articles', '0017_faster_search'), ('articles', '0018_home_of_the_desk'), ('articles', '0019_audit'), ('articles', '0020_manuscripts'), ('articles', '0021_bulk'), ('articles', '0022_prepared_page'), ('articles', '0023_fees'), ('articles', '0024_saved_views'), ('articles', '0025_search_at_the_desk')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels([
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('distinguisher', models.CharField(blank=True, help_text='同名时填单位或领域，读者会看到，如“江州大学”。', max_length=60, verbose_name='同名区分')),
                ('pinyin', models.CharField(blank=True, help_text='留空自动生成；多音姓氏请核对。', max_length=120, verbose_name='拼音')),
                ('initials', models.CharField(default='', editable=False, max_length=30)),
                ('bio', models.TextField(blank=True, verbose_name='简介')),
            ],
            options={
                'verbose_name': '作者',
                'verbose_name_plural': '作者',
                'ordering': ['pinyin', 'name'],
                'indexes': [models.Index(fields=['name'], name='articles_au_name_55977c_idx'), models.Index(fields=['initials'], name='articles_au_initial_3710b7_idx'), models.Index(fields=['pinyin', 'name', 'public_id'], name='author_by_pinyin')],
                'constraints': [models.UniqueConstraint(fields=('name', 'distinguisher'), name='author_name_distinct', violation_error_message='已有同名作者。是同一人请直接选用；不是同一人请填“同名区分”。'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='author_name_given')],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='articles.author', verbose_name='作者')),
                ('text', models.CharField(max_length=200, verbose_name='单位和职务')),
                ('since', models.DateField(blank=True, null=True, verbose_name='最早见报')),
                ('until', models.DateField(blank=True, null=True, verbose_name='最近见报')),
            ],
            options={
                'verbose_name': '作者单位',
                'verbose_name_plural': '作者单位',
                'ordering': ['-until', '-since', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('author', 'text'), name='affiliation_unique'), models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('since__lte', models.F('until')), _connector='OR'), name='affiliation_dates_ordered')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('seq', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('epoch', models.CharField(max_length=16)),
                ('kind', models.CharField(choices=[('released', '发布'), ('updated', '更新'), ('corrected', '更正'), ('withdrawn', '撤稿'), ('expired', '到期')], max_length=12)),
                ('object_id', models.CharField(db_index=True, max_length=16)),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '变更',
                'verbose_name_plural': '变更',
                'ordering': ['seq'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ChangeCounter',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('epoch', models.CharField(max_length=16)),
                ('head', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='change_counter_single')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Column',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='栏目名')),
                ('slug', models.SlugField(blank=True, help_text='留空则按拼音生成。', max_length=80, unique=True, verbose_name='网址名')),
                ('seal', models.CharField(blank=True, help_text='印在栏目标上的一个字，留空取首字。', max_length=1, verbose_name='印字')),
                ('description', models.TextField(blank=True, verbose_name='介绍')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='排序')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
            ],
            options={
                'verbose_name': '栏目',
                'verbose_name_plural': '栏目',
                'ordering': ['order', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='column_name_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ColumnAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('column', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='articles.column', verbose_name='栏目')),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='别名')),
            ],
            options={
                'verbose_name': '栏目别名',
                'verbose_name_plural': '栏目别名',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='FeeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('article', '文章'), ('roundup', '观点综述'), ('interview', '访谈'), ('brief', '简讯'), ('editorial', '评论')], help_text='留空：所有体裁。', max_length=12, verbose_name='体裁')),
                ('column', models.ForeignKey(blank=True, help_text='留空：所有栏目。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.column', verbose_name='栏目')),
                ('per_thousand', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='每千字（元）')),
            ],
            options={
                'verbose_name': '稿费标准',
                'verbose_name_plural': '稿费标准',
                'ordering': ['column__order', 'kind', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'column'), name='fee_rate_unique', violation_error_message='这个体裁和栏目已有标准。'), models.UniqueConstraint(condition=models.Q(('column__isnull', True)), fields=('kind',), name='fee_rate_unique_without_column', violation_error_message='这个体裁已有标准。'), models.CheckConstraint(condition=models.Q(('per_thousand__gte', 0)), name='fee_rate_not_negative')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('file', models.ImageField(height_field='height', upload_to='images/%Y/%m/', verbose_name='文件', width_field='width')),
                ('width', models.PositiveIntegerField(default=0, editable=False)),
                ('height', models.PositiveIntegerField(default=0, editable=False)),
                ('widths', models.JSONField(default=list, editable=False)),
                ('alt', models.CharField(blank=True, max_length=200, verbose_name='替代文字')),
                ('caption', models.CharField(blank=True, max_length=300, verbose_name='图说')),
                ('credit', models.CharField(blank=True, max_length=60, verbose_name='作者（摄影、制图）')),
                ('rights', models.CharField(blank=True, max_length=200, verbose_name='版权说明')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
            ],
            options={
                'verbose_name': '图片',
                'verbose_name_plural': '图片',
                'ordering': ['-uploaded_at'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='日期')),
                ('edition', models.CharField(blank=True, help_text='平日留空；号外或第二版填名称。', max_length=20, verbose_name='版别')),
                ('serial_number', models.PositiveIntegerField(blank=True, null=True, unique=True, verbose_name='总期号')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='专题名')),
            ],
            options={
                'verbose_name': '期次',
                'verbose_name_plural': '期次',
                'ordering': ['-date', 'edition'],
                'constraints': [models.UniqueConstraint(fields=('date', 'edition'), name='issue_date_edition_unique', violation_error_message='这一天的这一期已经有了。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='IssueDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dues', to='articles.issue', verbose_name='期次')),
                ('stage', models.CharField(choices=[('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审'), ('released', '发布')], max_length=16, verbose_name='阶段')),
                ('due_at', models.DateTimeField(verbose_name='时限')),
            ],
            options={
                'verbose_name': '本期时限',
                'verbose_name_plural': '本期时限',
                'constraints': [models.UniqueConstraint(fields=('issue', 'stage'), name='issue_due_one_a_stage'), models.CheckConstraint(condition=models.Q(('stage__in', ['first_review', 'second_review', 'final_review', 'released'])), name='issue_due_stage')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='任务')),
                ('ended_at', models.DateTimeField(verbose_name='最近运行')),
                ('error', models.TextField(blank=True, verbose_name='出错')),
            ],
            options={
                'verbose_name': '后台任务',
                'verbose_name_plural': '后台任务',
                'ordering': ['name'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ManuscriptSetting',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('answer_within', models.PositiveSmallIntegerField(default=30, help_text='超过的列入“超期”。', verbose_name='几天内答复')),
                ('receipt', models.TextField(default='{寄稿人}：\n您寄来的《{篇名}》已于{收到日期}收到，正在审读，{天数}天内答复。期间请勿另投。感谢对{报名}的支持。\n{报名}编辑部 {今天}', verbose_name='收稿回执')),
                ('accepted', models.TextField(default='{寄稿人}：\n您寄来的《{篇名}》经审读，拟予采用，刊出日期以见报为准。刊出后寄送样报和稿酬。\n{报名}编辑部 {今天}', verbose_name='采用通知')),
                ('declined', models.TextField(default='{寄稿人}：\n您寄来的《{篇名}》经审读，未能采用，请另行处理。感谢对{报名}的信任，欢迎继续来稿。\n{报名}编辑部 {今天}', help_text='可以用 {寄稿人} {篇名} {收到日期} {天数} {报名} {今天}，会换成实际内容。', verbose_name='退稿通知')),
            ],
            options={
                'verbose_name': '来稿设置',
                'verbose_name_plural': '来稿设置',
                'default_permissions': ('view', 'change'),
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='manuscript_setting_single'), models.CheckConstraint(condition=models.Q(('answer_within__gte', 1)), name='manuscript_setting_days')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='articles.issue', verbose_name='期次')),
                ('number', models.CharField(max_length=4, validators=[django.core.validators.RegexValidator('^([A-Z]?)0*([1-9]\\d{0,2})$', '版次写作 7 或 A2。', flags=re.RegexFlag['IGNORECASE'])], verbose_name='版次')),
                ('sort_key', models.CharField(editable=False, max_length=6)),
                ('name', models.CharField(blank=True, max_length=30, verbose_name='版名')),
                ('banner', models.CharField(blank=True, max_length=200, verbose_name='通栏')),
                ('credits', models.JSONField(blank=True, default=list, help_text='责任编辑、校对、美编，如报纸所印。', verbose_name='版面人员')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.image', verbose_name='版面图')),
            ],
            options={
                'verbose_name': '版面',
                'verbose_name_plural': '版面',
                'ordering': ['issue', 'sort_key'],
                'constraints': [models.UniqueConstraint(fields=('issue', 'number'), name='page_number_unique', violation_error_message='这一期已有这个版次。'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='page_number_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('contact', models.TextField(blank=True, help_text='只供报社内部使用，接口从不给出。', verbose_name='联系方式')),
                ('covers_all', models.BooleanField(default=False, verbose_name='合同包括全部栏目')),
                ('may_reprint', models.BooleanField(default=False, help_text='只就合同包括的栏目而言。', verbose_name='可以转载')),
                ('valid_from', models.DateField(blank=True, help_text='不填则不限。', null=True, verbose_name='合同自')),
                ('valid_until', models.DateField(blank=True, help_text='含这一天；过后合同不再包括任何栏目。不填则不限。', null=True, verbose_name='合同至')),
                ('active', models.BooleanField(default=True, help_text='取消后，全部密钥立即失效。', verbose_name='合作中')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('columns', models.ManyToManyField(blank=True, related_name='partners', to='articles.column', verbose_name='合同包括的栏目')),
            ],
            options={
                'verbose_name': '合作方',
                'verbose_name_plural': '合作方',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='partner_name_given'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='partner_contract_days', violation_error_message='合同的最后一天不能早于第一天。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='articles.partner', verbose_name='合作方')),
                ('prefix', models.CharField(max_length=12, unique=True, verbose_name='密钥开头')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('scopes', models.JSONField(blank=True, default=list, validators=[articles.models.partner.check_scopes], verbose_name='权限')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='发放时间')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='到期时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
                ('per_minute', models.PositiveIntegerField(blank=True, help_text='最多多少次请求；不填则按设置 API_KEY_PER_MINUTE。', null=True, verbose_name='每分钟限额')),
                ('per_day', models.PositiveIntegerField(blank=True, help_text='最多多少次请求；不填则不限。', null=True, verbose_name='每天限额')),
            ],
            options={
                'verbose_name': '密钥',
                'verbose_name_plural': '密钥',
                'ordering': ['partner__name', '-created_at', '-pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='articles.partner', verbose_name='合作方')),
                ('object_id', models.CharField(db_index=True, max_length=16, verbose_name='文章编号')),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '合作方副本',
                'verbose_name_plural': '合作方副本',
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['partner', '-at'], name='copy_newest')],
                'constraints': [models.UniqueConstraint(fields=('partner', 'object_id'), name='copy_once_a_partner')],
            },
        ),
        migrations.CreateModel(
            name='FeedPosition',
            fields=[
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='position', serialize=False, to='articles.partner')),
                ('epoch', models.CharField(max_length=16)),
                ('seq', models.PositiveBigIntegerField(verbose_name='变更序号')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '同步位置',
                'verbose_name_plural': '同步位置',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='KeyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='articles.apikey', verbose_name='密钥')),
                ('day', models.DateField(verbose_name='日期')),
                ('requests', models.PositiveBigIntegerField(default=0, verbose_name='请求')),
                ('refused', models.PositiveBigIntegerField(default=0, verbose_name='超限')),
            ],
            options={
                'verbose_name': '用量',
                'verbose_name_plural': '用量',
                'ordering': ['-day', 'key'],
                'constraints': [models.UniqueConstraint(fields=('key', 'day'), name='key_use_once_a_day')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(help_text='照核定的写法。四个字以上才核对，人名三个字即可。', max_length=80, verbose_name='词语')),
                ('kind', models.CharField(choices=[('phrase', '固定表述'), ('name', '人名职务'), ('title', '篇名')], default='phrase', max_length=10, verbose_name='类别')),
                ('note', models.CharField(blank=True, help_text='出处、核定日期等。', max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '词库',
                'verbose_name_plural': '词库',
                'ordering': ['kind', 'text'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'text'), name='phrase_unique', violation_error_message='词库里已有这一条。'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='phrase_text_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PublicState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='public_state_single')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='标签')),
                ('slug', models.SlugField(blank=True, help_text='留空则按拼音生成。', max_length=80, unique=True, verbose_name='网址名')),
                ('description', models.TextField(blank=True, verbose_name='说明')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='articles.tag', verbose_name='并入')),
            ],
            options={
                'verbose_name': '标签',
                'verbose_name_plural': '标签',
                'ordering': ['name'],
                'permissions': [('merge_tag', '合并标签')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='tag_name_given'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='tag_not_merged_into_itself')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RetiredSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('column', '栏目'), ('tag', '标签')], max_length=10, verbose_name='类型')),
                ('slug', models.SlugField(max_length=80, verbose_name='旧网址名')),
                ('column', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='articles.column', verbose_name='栏目')),
                ('tag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='articles.tag', verbose_name='标签')),
            ],
            options={
                'verbose_name': '旧网址',
                'verbose_name_plural': '旧网址',
                'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='retired_slug_unique'), models.CheckConstraint(condition=models.Q(models.Q(('column__isnull', False), ('kind', 'column'), ('tag__isnull', True)), models.Q(('column__isnull', True), ('kind', 'tag'), ('tag__isnull', False)), _connector='OR'), name='retired_slug_one_target')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='TagSynonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='articles.tag', verbose_name='标签')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='同义词')),
            ],
            options={
                'verbose_name': '同义词',
                'verbose_name_plural': '同义词',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='TermCount',
            fields=[
                ('term', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('articles', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': '词频',
                'verbose_name_plural': '词频',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(blank=True, max_length=30, verbose_name='姓名')),
                ('desk_seen_at', models.DateTimeField(editable=False, null=True)),
                ('desk_left_at', models.DateTimeField(editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '账号',
                'verbose_name_plural': '账号',
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('by_name', models.CharField(blank=True, max_length=60, verbose_name='姓名')),
                ('kind', models.CharField(choices=[('sign_in', '登录'), ('failed', '登录失败'), ('sign_out', '退出'), ('add', '新建'), ('change', '修改'), ('delete', '删除'), ('step', '办理'), ('bulk', '批量'), ('export', '导出'), ('key', '密钥'), ('account', '账号'), ('setting', '设置')], max_length=10, verbose_name='类别')),
                ('step', models.CharField(max_length=60, verbose_name='步骤')),
                ('model', models.CharField(blank=True, max_length=40, verbose_name='对象种类')),
                ('object_id', models.CharField(blank=True, max_length=40, verbose_name='对象号')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='对象')),
                ('words', models.TextField(blank=True, verbose_name='说明')),
                ('is_refused', models.BooleanField(default=False, verbose_name='没有做成')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='来自')),
            ],
            options={
                'verbose_name': '操作记录',
                'verbose_name_plural': '操作记录',
                'ordering': ['-pk'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['at'], name='audit_at'), models.Index(fields=['by', '-id'], name='audit_by'), models.Index(fields=['kind', '-id'], name='audit_kind'), models.Index(fields=['model', 'object_id', '-id'], name='audit_object')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='BinEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=40, verbose_name='种类')),
                ('object_id', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=200, verbose_name='名称')),
                ('rows', models.JSONField()),
                ('links', models.JSONField(default=list)),
                ('deleted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='删除人')),
                ('deleted_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='删除时间')),
            ],
            options={
                'verbose_name': '回收站',
                'verbose_name_plural': '回收站',
                'ordering': ['-pk'],
                'permissions': [('empty_bin', '清空回收站')],
                'default_permissions': ('view',),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='BulkStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('assign', '分派'), ('tag', '加标签'), ('untag', '去标签'), ('place', '移到版面'), ('column', '改栏目'), ('submit', '送审'), ('schedule', '定时发布')], max_length=10, verbose_name='步骤')),
                ('words', models.CharField(max_length=300, verbose_name='说明')),
                ('items', models.JSONField(verbose_name='稿件')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
            ],
            options={
                'verbose_name': '批量办理',
                'verbose_name_plural': '批量办理',
                'ordering': ['-pk'],
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='FeeMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(unique=True, verbose_name='月份')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='结账时间')),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '稿费单',
                'verbose_name_plural': '稿费单',
                'ordering': ['-first'],
                'permissions': [('close_feemonth', '稿费结账')],
                'default_permissions': ('view', 'change'),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PageImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                ('source_format', models.CharField(default='text', max_length=10, verbose_name='格式')),
                ('source_text', models.TextField(verbose_name='来源文字')),
                ('source_sha256', models.CharField(db_index=True, editable=False, max_length=64)),
                ('proposal', models.JSONField(editable=False)),
                ('state', models.JSONField(editable=False)),
                ('history', models.JSONField(default=list, editable=False)),
                ('history_position', models.PositiveIntegerField(default=0, editable=False)),
                ('status', models.CharField(choices=[('open', '待核对'), ('done', '已生成草稿'), ('discarded', '已放弃')], default='open', max_length=10, verbose_name='状态')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to='articles.page', verbose_name='版面')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='导入时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': '版面导入',
                'verbose_name_plural': '版面导入',
                'ordering': ['-updated_at'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('kicker', models.CharField(blank=True, max_length=200, verbose_name='引题')),
                ('title', models.CharField(blank=True, help_text='发布前必填。', max_length=200, verbose_name='标题')),
                ('subtitle', models.CharField(blank=True, max_length=200, verbose_name='副题')),
                ('web_title', models.CharField(blank=True, help_text='网站另用的标题；见报标题照旧保留。', max_length=200, verbose_name='网题')),
                ('summary', models.TextField(blank=True, verbose_name='提要')),
                ('editor_note', models.TextField(blank=True, verbose_name='编者按')),
                ('author_note', models.TextField(blank=True, help_text='如报纸所印，连同括号。', verbose_name='作者附注')),
                ('body', models.JSONField(blank=True, default=list, validators=[articles.models.body.validate_body], verbose_name='正文')),
                ('kind', models.CharField(choices=[('article', '文章'), ('roundup', '观点综述'), ('interview', '访谈'), ('brief', '简讯'), ('editorial', '评论')], default='article', max_length=12, verbose_name='体裁')),
                ('source_name', models.CharField(blank=True, help_text='转载、摘编时填原刊。', max_length=100, verbose_name='来源')),
                ('source_date', models.DateField(blank=True, null=True, verbose_name='原刊日期')),
                ('source_title', models.CharField(blank=True, max_length=200, verbose_name='原题')),
                ('jump', models.CharField(blank=True, max_length=60, verbose_name='转版说明')),
                ('stage', models.CharField(choices=[('draft', '草稿'), ('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审'), ('approved', '已签发'), ('released', '已发布'), ('withdrawn', '已撤稿')], default='draft', editable=False, max_length=16, verbose_name='阶段')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.page', verbose_name='版面')),
                ('position', models.IntegerField(blank=True, null=True, verbose_name='版内次序')),
                ('region', models.JSONField(blank=True, null=True, verbose_name='版面热区')),
                ('column', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.column', verbose_name='栏目')),
                ('column_label', models.CharField(blank=True, max_length=30, verbose_name='见报栏目名')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='录入时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('page_import', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='articles.pageimport')),
                ('tags', models.ManyToManyField(blank=True, related_name='articles', to='articles.tag', verbose_name='标签')),
            ],
            options={
                'verbose_name': '稿件',
                'verbose_name_plural': '稿件',
                'ordering': ['-updated_at'],
                'permissions': [('review_first', '初审'), ('review_second', '复审'), ('review_final', '终审'), ('release_approved', '发布已签发的稿件'), ('publish_printed', '发布已见报的版面'), ('assign_article', '分派审稿、定时限'), ('correct_article', '更正'), ('withdraw_article', '撤稿')],
                'indexes': [models.Index(fields=['stage', '-updated_at'], name='articles_ar_stage_6f4833_idx')],
                'constraints': [models.UniqueConstraint(fields=('page', 'position'), name='article_position_unique', violation_error_message='这个版面的这个次序已有文章。'), models.CheckConstraint(condition=models.Q(models.Q(('page__isnull', True), ('position__isnull', True)), models.Q(('page__isnull', False), ('position__isnull', False)), _connector='OR'), name='article_place_whole', violation_error_message='版面和版内次序要么都填，要么都不填。'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('stage__in', ['approved', 'released']), _negated=True), _connector='OR'), name='article_released_has_title')],
            },
        ),
        migrations.CreateModel(
            name='ArchivedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='archived_text', to='articles.article')),
                ('date', models.DateField()),
            ],
            options={
                'verbose_name': '存档文字',
                'verbose_name_plural': '存档文字',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Autosave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='autosaves', to='articles.article', verbose_name='稿件')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编辑')),
                ('tab', models.CharField(max_length=16, verbose_name='窗口')),
                ('fields', models.JSONField(verbose_name='内容')),
                ('left_out', models.JSONField(default=list, verbose_name='未入稿')),
                ('version', models.PositiveIntegerField(null=True)),
                ('is_settled', models.BooleanField(default=True, verbose_name='已处理')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '自动保存',
                'verbose_name_plural': '自动保存',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['article', '-id'], name='autosave_newest'), models.Index(fields=['user', 'tab'], name='autosave_by_tab')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Band',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='articles.article')),
                ('value', models.BigIntegerField()),
            ],
            options={
                'verbose_name': '指纹段',
                'verbose_name_plural': '指纹段',
                'indexes': [models.Index(fields=['value', 'article'], name='band_value')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='articles.article')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='articles.author', verbose_name='作者')),
                ('role', models.CharField(choices=[('author', '作者'), ('reporter', '记者'), ('correspondent', '通讯员'), ('compiler', '整理'), ('translator', '编译'), ('photographer', '摄影')], default='author', max_length=14, verbose_name='身份')),
                ('name', models.CharField(max_length=60, verbose_name='见报姓名')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='见报单位')),
                ('credit', models.CharField(blank=True, help_text='如“本报记者”“通讯员”。', max_length=20, verbose_name='见报身份')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
            ],
            options={
                'verbose_name': '署名',
                'verbose_name_plural': '署名',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('article', 'order'), name='contribution_order_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contribution_name_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='articles.article', verbose_name='稿件')),
                ('date', models.DateField(verbose_name='日期')),
                ('text', models.TextField(verbose_name='更正内容')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': '更正',
                'verbose_name_plural': '更正',
                'ordering': ['-date', '-pk'],
                'indexes': [models.Index(fields=['-date', '-id'], name='correction_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='correction_text_given')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='articles.article', verbose_name='稿件')),
                ('stage', models.CharField(choices=[('draft', '编辑'), ('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审')], max_length=16, verbose_name='阶段')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL)),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='时限')),
            ],
            options={
                'verbose_name': '分工',
                'verbose_name_plural': '分工',
                'constraints': [models.UniqueConstraint(fields=('article', 'stage'), name='duty_one_a_stage'), models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'first_review', 'second_review', 'final_review'])), name='duty_stage'), models.CheckConstraint(condition=models.Q(('person__isnull', False), ('due_at__isnull', False), _connector='OR'), name='duty_says_something')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fingerprint', serialize=False, to='articles.article')),
                ('lock_version', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': '文本指纹',
                'verbose_name_plural': '文本指纹',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='IgnoredFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ignored_findings', to='articles.article', verbose_name='稿件')),
                ('fingerprint', models.CharField(max_length=16, verbose_name='特征')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '忽略的校对提示',
                'verbose_name_plural': '忽略的校对提示',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('article', 'fingerprint'), name='ignored_finding_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Manuscript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='篇名')),
                ('sender', models.CharField(max_length=60, verbose_name='寄稿人')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='单位')),
                ('contact', models.TextField(blank=True, help_text='电话、地址、邮箱。只有有权的人看得到，不进列表、搜索和记录。', max_length=500, verbose_name='联系方式')),
                ('came_by', models.CharField(choices=[('mail', '邮寄'), ('hand', '送交'), ('email', '电子邮件'), ('other', '其他')], default='mail', max_length=8, verbose_name='来稿方式')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='收到日期')),
                ('kind', models.CharField(choices=[('article', '文章'), ('roundup', '观点综述'), ('interview', '访谈'), ('brief', '简讯'), ('editorial', '评论')], default='article', max_length=12, verbose_name='拟用体裁')),
                ('column', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='manuscripts', to='articles.column', verbose_name='拟用栏目')),
                ('text', models.TextField(blank=True, help_text='粘贴来稿的文字。附件是.txt等可读格式的，留空会自动读入。', verbose_name='文字')),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('state', models.CharField(choices=[('received', '收到'), ('reading', '在看'), ('accepted', '采用'), ('declined', '退稿'), ('taken_back', '作者撤回')], default='received', editable=False, max_length=10, verbose_name='状态')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='manuscripts', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('article', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='manuscripts', to='articles.article', verbose_name='稿件')),
                ('registered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('registered_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='决定时间')),
            ],
            options={
                'verbose_name': '来稿',
                'verbose_name_plural': '来稿',
                'ordering': ['-received_on', '-pk'],
                'permissions': [('see_contact', '看投稿人的联系方式')],
                'indexes': [models.Index(fields=['state', 'received_on'], name='manuscript_by_state'), models.Index(fields=['-received_on', '-id'], name='manuscript_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('sender', ''), _negated=True)), name='manuscript_named'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ('received', 'reading'))), models.Q(models.Q(('state__in', ('received', 'reading')), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='manuscript_decided')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manuscript', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='articles.manuscript', verbose_name='来稿')),
                ('file', models.FileField(storage=articles.models.manuscript.private_storage, upload_to=articles.models.manuscript.kept_as, verbose_name='文件')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '来稿附件',
                'verbose_name_plural': '来稿附件',
                'ordering': ['pk'],
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PassageComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='articles.article', verbose_name='稿件')),
                ('block', models.CharField(max_length=16)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('quoted', models.TextField(verbose_name='所批文字')),
                ('text', models.TextField(verbose_name='批注')),
                ('stage', models.CharField(choices=[('draft', '草稿'), ('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审'), ('approved', '已签发'), ('released', '已发布'), ('withdrawn', '已撤稿')], max_length=16, verbose_name='当时阶段')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批注人')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='解决时间')),
            ],
            options={
                'verbose_name': '批注',
                'verbose_name_plural': '批注',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('quoted', ''), _negated=True)), name='comment_words_given'), models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='comment_span_whole'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='comment_resolution_whole')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CommentReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='articles.passagecomment', verbose_name='批注')),
                ('text', models.TextField(verbose_name='回复')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回复人')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '批注回复',
                'verbose_name_plural': '批注回复',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='reply_words_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='articles.article')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tab', models.CharField(max_length=16)),
                ('since', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': '在看的人',
                'verbose_name_plural': '在看的人',
                'ordering': ['since', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('article', 'user', 'tab'), name='presence_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PullQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pull_quotes', to='articles.article')),
                ('text', models.CharField(max_length=500, verbose_name='金句')),
                ('speaker', models.CharField(blank=True, max_length=60, verbose_name='出自')),
                ('block', models.CharField(blank=True, editable=False, max_length=16)),
                ('start', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('end', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('fidelity', models.CharField(choices=[('verbatim', '与原文一致'), ('near', '与原文略有出入'), ('not_found', '原文中未找到')], default='not_found', editable=False, max_length=10, verbose_name='与原文')),
                ('ratio', models.FloatField(default=0, editable=False, verbose_name='相似度')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
            ],
            options={
                'verbose_name': '金句',
                'verbose_name_plural': '金句',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('article', 'order'), name='pull_quote_order_unique'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='pull_quote_text_given'), models.CheckConstraint(condition=models.Q(models.Q(('end__isnull', True), ('fidelity', 'not_found'), ('start__isnull', True)), models.Q(models.Q(('fidelity', 'not_found'), _negated=True), ('end__isnull', False), ('start__isnull', False), ('start__lt', models.F('end'))), _connector='OR'), name='pull_quote_span_whole')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manuscript', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='articles.manuscript', verbose_name='来稿')),
                ('kind', models.CharField(choices=[('receipt', '收稿回执'), ('accepted', '采用通知'), ('declined', '退稿通知'), ('other', '其他答复')], max_length=10, verbose_name='种类')),
                ('came_by', models.CharField(choices=[('mail', '邮寄'), ('hand', '送交'), ('email', '电子邮件'), ('other', '其他')], default='mail', max_length=8, verbose_name='方式')),
                ('text', models.TextField(verbose_name='内容')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '来稿答复',
                'verbose_name_plural': '来稿答复',
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='manuscript_reply_text_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReviewSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='articles.article', verbose_name='稿件')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审稿人')),
                ('level', models.CharField(choices=[('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审')], max_length=16, verbose_name='审次')),
            ],
            options={
                'verbose_name': '审次',
                'verbose_name_plural': '审次',
                'constraints': [models.UniqueConstraint(fields=('article', 'person'), name='review_seat_one_a_person'), models.CheckConstraint(condition=models.Q(('level__in', ('first_review', 'second_review', 'final_review'))), name='review_seat_level')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='articles.article', verbose_name='稿件')),
                ('number', models.PositiveIntegerField(verbose_name='版本号')),
                ('reason', models.CharField(choices=[('imported', '导入'), ('saved', '保存'), ('kept', '另存'), ('restored', '恢复'), ('submitted', '送审'), ('returned', '退回'), ('first_reviewed', '初审后'), ('second_reviewed', '复审后'), ('approved', '签发'), ('released', '发布'), ('corrected', '更正'), ('withdrawn', '撤稿')], max_length=16, verbose_name='缘由')),
                ('snapshot', models.JSONField(verbose_name='内容')),
                ('version', models.PositiveIntegerField(editable=False, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
            ],
            options={
                'verbose_name': '修订版本',
                'verbose_name_plural': '修订版本',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='revision_number_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RecordEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record', to='articles.article', verbose_name='稿件')),
                ('kind', models.CharField(choices=[('submitted', '送审'), ('recalled', '撤回送审'), ('passed', '通过'), ('approved', '签发'), ('returned', '退回'), ('revoked', '撤销签发'), ('scheduled', '定时发布'), ('unscheduled', '取消定时'), ('released', '发布'), ('printed', '已见报'), ('corrected', '更正'), ('withdrawn', '撤稿')], max_length=12, verbose_name='事项')),
                ('before', models.CharField(choices=[('draft', '草稿'), ('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审'), ('approved', '已签发'), ('released', '已发布'), ('withdrawn', '已撤稿')], max_length=16, verbose_name='原阶段')),
                ('after', models.CharField(choices=[('draft', '草稿'), ('first_review', '初审'), ('second_review', '复审'), ('final_review', '终审'), ('approved', '已签发'), ('released', '已发布'), ('withdrawn', '已撤稿')], max_length=16, verbose_name='现阶段')),
                ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='articles.reviewseat', verbose_name='审次')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('by_name', models.CharField(blank=True, max_length=60, verbose_name='经手人姓名')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('words', models.TextField(blank=True, verbose_name='意见')),
                ('recommendation', models.CharField(blank=True, choices=[('use', '建议采用'), ('revise', '建议修改后采用'), ('drop', '建议不用')], max_length=10, verbose_name='初审建议')),
                ('judgement', models.CharField(blank=True, choices=[('agrees', '同意初审意见'), ('partly', '部分同意初审意见'), ('disagrees', '不同意初审意见')], max_length=10, verbose_name='复审对初审')),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.revision', verbose_name='版本')),
                ('findings', models.JSONField(default=list, verbose_name='放行的校对提示')),
                ('overruled', models.TextField(blank=True, verbose_name='放行理由')),
                ('page_editors', models.JSONField(default=list, verbose_name='版面人员')),
            ],
            options={
                'verbose_name': '审稿记录',
                'verbose_name_plural': '审稿记录',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('passed', 'approved', 'returned')), _negated=True), models.Q(('by__isnull', False), ('revision__isnull', False), ('seat__isnull', False)), _connector='OR'), name='record_decision_whole'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['returned', 'revoked']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='record_return_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('before', 'first_review'), ('kind', 'passed'), _negated=True), models.Q(models.Q(('words', ''), _negated=True), models.Q(('recommendation', ''), _negated=True)), _connector='OR'), name='record_first_review_reports'), models.CheckConstraint(condition=models.Q(models.Q(('before', 'second_review'), ('kind', 'passed'), _negated=True), models.Q(('judgement', ''), _negated=True), _connector='OR'), name='record_second_review_judges'), models.CheckConstraint(condition=models.Q(('findings', []), models.Q(('overruled', ''), _negated=True), _connector='OR'), name='record_overruling_has_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('query', models.CharField(max_length=500)),
            ],
            options={
                'verbose_name': '常用视图',
                'verbose_name_plural': '常用视图',
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_view_name_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_name_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ScheduledRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='schedule', to='articles.article', verbose_name='稿件')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('embargo_until', models.DateTimeField(blank=True, null=True, verbose_name='解禁时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('problem', models.TextField(blank=True, verbose_name='未能发布')),
            ],
            options={
                'verbose_name': '待发',
                'verbose_name_plural': '待发',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='articles.article')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='articles.author', verbose_name='人物')),
                ('speaker', models.CharField(max_length=60, verbose_name='发言人')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='单位职务')),
                ('label', models.CharField(blank=True, help_text='访谈中印的“记者”“问”“答”。', max_length=20, verbose_name='话轮标记')),
                ('text', models.TextField(verbose_name='内容')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
            ],
            options={
                'verbose_name': '观点（发言）',
                'verbose_name_plural': '观点（发言）',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('article', 'order'), name='statement_order_unique'), models.CheckConstraint(condition=models.Q(('speaker', ''), _negated=True), name='statement_speaker_given'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='statement_text_given')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='articles.partner', verbose_name='合作方')),
                ('url', models.CharField(max_length=500, verbose_name='接收地址')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='变更种类')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='说明')),
                ('secret', models.CharField(default=articles.models.webhook.new_webhook_secret, editable=False, max_length=80)),
                ('old_secret', models.CharField(blank=True, editable=False, max_length=80)),
                ('old_secret_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='停止时间')),
                ('stopped_by', models.CharField(blank=True, choices=[('partner', '对方停用'), ('paper', '本报停用'), ('gone', '对方答复 410'), ('failing', '多日送不到')], max_length=10, verbose_name='停止原因')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='从何时起送不到')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='连续失败')),
                ('wait_until', models.DateTimeField(editable=False, null=True)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': '推送地址',
                'verbose_name_plural': '推送地址',
                'ordering': ['partner__name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by', '')), models.Q(('stopped_at__isnull', False), models.Q(('stopped_by', ''), _negated=True)), _connector='OR'), name='webhook_stop_whole')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', articles.models.identity.PublicIdField()),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='articles.webhook', verbose_name='推送地址')),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='articles.change', verbose_name='变更')),
                ('status', models.CharField(choices=[('waiting', '待送'), ('done', '已送达'), ('failed', '没有送达'), ('dropped', '不再送')], default='waiting', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('next_at', models.DateTimeField(null=True, verbose_name='下次')),
                ('created_at', models.DateTimeField(verbose_name='写入时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('last_code', models.PositiveSmallIntegerField(null=True, verbose_name='最近答复')),
            ],
            options={
                'verbose_name': '推送记录',
                'verbose_name_plural': '推送记录',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['webhook', 'next_at'], name='delivery_due'), models.Index(fields=['status', '-id'], name='delivery_by_status')],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'change'), name='delivery_once_a_change')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='articles.delivery', verbose_name='推送')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('code', models.PositiveSmallIntegerField(null=True, verbose_name='答复')),
                ('took', models.PositiveIntegerField(verbose_name='毫秒')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='摘录')),
            ],
            options={
                'verbose_name': '推送经过',
                'verbose_name_plural': '推送经过',
                'ordering': ['-pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='WorkingDocument',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='working_document', serialize=False, to='articles.article')),
                ('lock_version', models.PositiveIntegerField()),
                ('updated_at', models.DateTimeField()),
                ('recipe', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('length', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('byline', models.TextField()),
                ('quotes', models.TextField()),
                ('headings', models.TextField()),
                ('cuts', models.BinaryField()),
                ('body', models.TextField()),
            ],
            options={
                'verbose_name': '在办稿件检索文档',
                'verbose_name_plural': '在办稿件检索文档',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='articles.article', verbose_name='稿件')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.revision', verbose_name='修订版本')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='发布版本')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('kind', models.CharField(choices=[('article', '文章'), ('roundup', '观点综述'), ('interview', '访谈'), ('brief', '简讯'), ('editorial', '评论')], max_length=12, verbose_name='体裁')),
                ('date', models.DateField(verbose_name='日期')),
                ('issue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='articles.issue', verbose_name='期次')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='articles.page', verbose_name='版面')),
                ('position', models.IntegerField(null=True, verbose_name='版内次序')),
                ('column', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='articles.column', verbose_name='栏目')),
                ('was_printed', models.BooleanField(default=False, verbose_name='已见报')),
                ('released_at', models.DateTimeField(verbose_name='首次发布')),
                ('updated_at', models.DateTimeField(verbose_name='最近更新')),
                ('embargo_until', models.DateTimeField(blank=True, null=True, verbose_name='解禁时间')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='到期时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤稿时间')),
                ('withdrawal_reason', models.CharField(blank=True, choices=[('error', '内容有误'), ('rights', '版权原因'), ('author', '作者要求'), ('other', '其他原因')], max_length=10, verbose_name='撤稿原因')),
                ('withdrawal_note', models.TextField(blank=True, verbose_name='撤稿说明')),
                ('html', models.TextField()),
                ('text', models.TextField()),
                ('card', models.JSONField()),
                ('detail', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('tags', models.ManyToManyField(related_name='publications', to='articles.tag')),
            ],
            options={
                'verbose_name': '已发布',
                'verbose_name_plural': '已发布',
                'ordering': ['-date', '-released_at', '-pk'],
                'indexes': [models.Index(fields=['-date', '-released_at', '-id'], name='publication_newest'), models.Index(fields=['-date', '-released_at', '-public_id'], name='publication_listed'), models.Index(fields=['column', '-date', '-released_at', '-id'], name='publication_by_column'), models.Index(fields=['issue', 'page', 'position'], name='publication_by_place'), models.Index(fields=['-updated_at', '-id'], name='publication_by_update'), models.Index(fields=['id', 'kind', 'column'], name='publication_faceted'), models.Index(fields=['-released_at', 'public_id'], name='publication_by_release'), models.Index(condition=models.Q(('embargo_until__isnull', False)), fields=['embargo_until'], name='publication_embargoed'), models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='publication_expiring')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='publication_title_given'), models.CheckConstraint(condition=models.Q(models.Q(('issue__isnull', True), ('page__isnull', True), ('position__isnull', True)), models.Q(('issue__isnull', False), ('page__isnull', False), ('position__isnull', False)), _connector='OR'), name='publication_place_whole'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='publication_withdrawal_whole')],
            },
        ),
        migrations.CreateModel(
            name='FeeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='articles.feemonth', verbose_name='月份')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.publication', verbose_name='文章')),
                ('part', models.CharField(choices=[('text', '文章'), ('statement', '观点')], max_length=10, verbose_name='部分')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.author', verbose_name='作者')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='单位')),
                ('is_own', models.BooleanField(default=False, verbose_name='本报人员')),
                ('characters', models.PositiveIntegerField(verbose_name='字数')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='每千字')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='金额')),
                ('is_confirmed', models.BooleanField(default=False, verbose_name='已核')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
            ],
            options={
                'verbose_name': '稿费',
                'verbose_name_plural': '稿费',
                'ordering': ['publication__date', 'publication_id', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('publication', 'part', 'name'), name='fee_line_unique'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='fee_line_not_negative')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Keyword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keywords', to='articles.publication')),
                ('term', models.CharField(max_length=24)),
                ('weight', models.FloatField()),
            ],
            options={
                'verbose_name': '关键词',
                'verbose_name_plural': '关键词',
                'ordering': ['-weight', 'pk'],
                'indexes': [models.Index(fields=['term', 'publication'], name='keyword_term')],
                'constraints': [models.UniqueConstraint(fields=('publication', 'term'), name='keyword_unique')],
            },
        ),
        migrations.CreateModel(
            name='PreparedPage',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='prepared', serialize=False, to='articles.publication')),
                ('recipe', models.CharField(max_length=32)),
                ('version', models.PositiveIntegerField()),
                ('labels', models.TextField()),
                ('tags', models.TextField()),
                ('page', models.TextField()),
                ('entry', models.TextField()),
                ('step', models.TextField()),
                ('hand', models.TextField()),
                ('way', models.TextField()),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ProofScore',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='proof_score', serialize=False, to='articles.publication', verbose_name='已发布')),
                ('version', models.PositiveIntegerField()),
                ('errors', models.FloatField(verbose_name='差错')),
                ('characters', models.PositiveIntegerField(verbose_name='字数')),
            ],
            options={
                'verbose_name': '差错计数',
                'verbose_name_plural': '差错计数',
                'constraints': [models.CheckConstraint(condition=models.Q(('errors__gte', 0)), name='proof_score_not_negative')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PublicationAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='author_links', to='articles.publication')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publication_links', to='articles.author')),
                ('is_statement', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['is_statement', 'order'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'author', 'is_statement'), name='publication_author_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PublishedQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='articles.publication')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('text', models.CharField(max_length=500)),
                ('speaker', models.CharField(blank=True, max_length=60)),
                ('order', models.PositiveSmallIntegerField()),
                ('card', models.JSONField()),
            ],
            options={
                'ordering': ['order', 'pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PublishedStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='articles.publication')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_statements', to='articles.author')),
                ('speaker', models.CharField(db_index=True, max_length=60)),
                ('text', models.TextField()),
                ('order', models.PositiveSmallIntegerField()),
                ('card', models.JSONField()),
            ],
            options={
                'ordering': ['order', 'pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PublishedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='articles.publication')),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('released', '发布'), ('updated', '更新'), ('corrected', '更正'), ('withdrawn', '撤稿'), ('expired', '到期')], max_length=12)),
                ('at', models.DateTimeField()),
                ('embargo_until', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('column', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.column')),
                ('title', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('detail', models.JSONField()),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'version'), name='published_version_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.publication')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.publication')),
                ('score', models.FloatField()),
            ],
            options={
                'verbose_name': '相关文章',
                'verbose_name_plural': '相关文章',
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='relation_unique'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='relation_kept_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_document', to='articles.publication')),
                ('version', models.PositiveIntegerField()),
                ('recipe', models.PositiveSmallIntegerField(db_index=True)),
                ('is_limited', models.BooleanField(default=False)),
                ('length', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('byline', models.TextField()),
                ('quotes', models.TextField()),
                ('headings', models.TextField()),
                ('cuts', models.BinaryField()),
                ('body', models.TextField()),
            ],
            options={
                'verbose_name': '检索文档',
                'verbose_name_plural': '检索文档',
                'ordering': ['-number'],
                'indexes': [models.Index(condition=models.Q(('is_limited', True)), fields=['number'], name='search_document_limited')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='TextAnalysis',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='analysis', serialize=False, to='articles.publication')),
                ('version', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': '文本分析',
                'verbose_name_plural': '文本分析',
                'indexes': [],
                'constraints': [],
            },
        ),
        ]),
        migrations.AddField(
            model_name='publication',
            name='authors',
            field=models.ManyToManyField(related_name='publications', through='articles.PublicationAuthor', to='articles.author'),
        ),
        # What the models do not say: triggers that keep the records, and the search engine's own tables.
        migrations.RunPython(keep_records, migrations.RunPython.noop),
        migrations.RunPython(make_index, migrations.RunPython.noop),
    ]
